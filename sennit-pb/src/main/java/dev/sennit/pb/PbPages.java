package dev.sennit.pb;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Reply;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Large data in pages: the receiver hands a collector over, the sender calls its `gotPage` with
/// one piece after the other, and then `endedPaging`. In Twisted: `twisted.spread.util`, `Pager`
/// and `CallbackPageCollector`.
public final class PbPages {
  /// Twisted's size for text and bytes.
  public static final int PAGE_BYTES = 8192;

  /// What [#fetch] gathers at most, in bytes of pages.
  public static final int FETCH_BYTES = 64 * 1024 * 1024;

  /// Pages on their way at one time.
  private static final int WINDOW = 8;

  private PbPages() {}

  /// Sends what the stream gives; blocks while the collector is slow. An empty stream is no page.
  ///
  /// Each page is answered by the collector, and only eight are on their way at a time: memory
  /// holds no more.
  ///
  /// @param pageBytes 1 to what a string may have, [#PAGE_BYTES] as a rule
  /// @return how many pages there were
  /// @throws IOException if the stream cannot be read; the collector is left without an end
  public static long send(PbRemote collector, InputStream data, int pageBytes) throws IOException {
    ArrayDeque<Reply<@Nullable Object>> unanswered = new ArrayDeque<>(WINDOW);
    long pages = 0;
    for (byte[] page = data.readNBytes(pageBytes);
        page.length > 0;
        page = data.readNBytes(pageBytes)) {
      if (unanswered.size() == WINDOW) {
        Object _ = unanswered.remove().join();
      }
      unanswered.add(collector.call("gotPage", Octets.giveUp(page)));
      pages++;
    }
    unanswered.add(collector.call("endedPaging"));
    unanswered.forEach(Reply::join);
    return pages;
  }

  /// Calls a method with a collector as its first argument, and gathers the pages.
  ///
  /// @return the pages when all are there; fails if the call does, if the connection is gone, or if
  ///   they are more than [#FETCH_BYTES]: use [#open] then
  public static Reply<List<@Nullable Object>> fetch(
      PbRemote remote, String method, @Nullable Object... arguments) {
    PageList collector = new PageList();
    Runnable forget = begin(remote, method, arguments, collector, collector::fail);
    var _ = collector.pages().whenComplete((_, _) -> forget.run());
    return Reply.of(collector.pages());
  }

  /// Calls a method with a collector as its first argument, and gives what comes as a stream. At
  /// most 1 MiB of it is unread at a time: then the collector keeps the sender waiting, and with it
  /// all calls of that peer on this connection. So whoever reads must not wait for such a call
  /// meanwhile.
  ///
  /// @return throws an `IOException` where it is read if the call fails or the connection is gone;
  ///   a sender that wants answers stops when it is closed
  public static InputStream open(PbRemote remote, String method, @Nullable Object... arguments) {
    PageStream stream = new PageStream();
    stream.onEnd(begin(remote, method, arguments, stream, stream::end));
    return stream;
  }

  /// @return what takes the wish back to hear of the connection's end
  private static Runnable begin(
      PbRemote remote,
      String method,
      @Nullable Object[] arguments,
      PbObject collector,
      Consumer<Throwable> failed) {
    @Nullable Object[] all = new @Nullable Object[arguments.length + 1];
    all[0] = collector;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Runnable forget =
        remote.whenGone(() ->
            failed.accept(new ConnectionLostException("the connection ended before the pages")));
    var _ =
        remote
            .call(method, all)
            .whenComplete((_, failure) -> {
              if (failure != null) {
                failed.accept(failure);
              }
            });
    return forget;
  }
}
