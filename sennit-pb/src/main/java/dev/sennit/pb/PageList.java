package dev.sennit.pb;

import dev.sennit.net.wire.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The pages that a collector gets, as a list.
final class PageList implements PbObject {
  private final CompletableFuture<List<@Nullable Object>> pages = new CompletableFuture<>();
  private final List<@Nullable Object> gathered = new ArrayList<>();
  private long bytes;

  CompletableFuture<List<@Nullable Object>> pages() {
    return pages;
  }

  void fail(Throwable why) {
    pages.completeExceptionally(why);
  }

  @Override
  public synchronized @Nullable Object called(PbCall call) {
    switch (call.method()) {
      case "gotPage" -> add(call.get(0));
      case "endedPaging" -> pages.complete(gathered);
      default -> throw PbException.noSuchMethod("remote_" + call.method());
    }
    return null;
  }

  private void add(@Nullable Object page) {
    bytes +=
        switch (page) {
          case Octets octets -> octets.length();
          case String text -> text.length();
          case null, default -> 16;
        };
    if (pages.isDone() || bytes > PbPages.FETCH_BYTES) {
      gathered.clear();
      IllegalStateException why =
          new IllegalStateException(
              "pages: more than " + PbPages.FETCH_BYTES + " bytes (expected: fewer, or a stream)");
      fail(why);
      throw why;
    }
    gathered.add(page);
  }
}
