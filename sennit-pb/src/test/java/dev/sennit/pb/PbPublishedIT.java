package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.pb.jelly.PbTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Objects whose state peers keep in files.
@Timeout(60)
class PbPublishedIT {
  private static final String TAG = "news.Archive";

  private final Local local = new Local();
  private final AtomicInteger fetched = new AtomicInteger();
  private final PbPublishable archive =
      new PbPublishable(
          TAG, "a 1", () -> Map.of("edition", fetched.incrementAndGet(), "pages", List.of("x")));

  @TempDir private Path folder = Path.of("");

  @AfterEach
  void close() throws Exception {
    local.close();
  }

  private PbPublished fetch(PbServer server) {
    PbClient client =
        local.closing(
            PbClient.connect(
                Local.to(server).types(PbPublished.in(folder, PbTypes.standard(), TAG))));
    PbCached handle = (PbCached) Local.present(client.root().call("archive").join());
    return (PbPublished) handle.cache();
  }

  @Test
  void published_firstFetched_thenReadFromItsFileUntilItChanges() throws IOException {
    PbServer server = local.serve(PbMethods.of().on("archive", _ -> archive));
    PbPublished first = fetch(server);
    assertThat(first.active().join()).containsEntry("edition", 1L).containsKey("timestamp");
    assertThat(first.isActive()).isTrue();
    Path file = folder.resolve("None-None-a 1.pub");
    assertThat(file).exists();
    assertThat(fetch(server).active().join()).isEqualTo(first.active().join());
    assertThat(fetched).hasValue(1);
    archive.changed(Instant.now().plusSeconds(5));
    assertThat(fetch(server).active().join()).containsEntry("edition", 2L);
    Files.writeString(file, "broken"); // as good as none
    assertThat(fetch(server).active().join()).containsKey("edition");
  }

  @Test
  void published_aNameOutOfTheFolder_isRefused() {
    PbPublishable evil = new PbPublishable(TAG, "../../evil", Map::of);
    PbServer server = local.serve(PbMethods.of().on("archive", _ -> evil));
    PbClient client =
        local.closing(
            PbClient.connect(
                Local.to(server).types(PbPublished.in(folder, PbTypes.standard(), TAG))));
    assertThat(Local.failureOf(client.root().call("archive")))
        .hasMessageContaining("(expected: a plain name)");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void published_stateThatFails_isToldToWhoeverWaits() {
    PbPublishable broken =
        new PbPublishable(
            TAG,
            1,
            () -> {
              throw new IllegalStateException("no state");
            });
    PbServer server = local.serve(PbMethods.of().on("archive", _ -> broken));
    PbPublished published = fetch(server);
    assertThat(Local.failureOf(published.active())).hasMessageContaining("no state");
    assertThat(published.isActive()).isFalse();
  }
}
