package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sennit.net.wire.Octets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Large data in pages, with an end to what is on its way.
@Timeout(60)
class PbPagesIT {
  private final Local local = new Local();
  private final AtomicLong taken = new AtomicLong();
  private final CountDownLatch done = new CountDownLatch(1);

  @AfterEach
  void close() throws Exception {
    local.close();
  }

  /// Counts what the sender takes of it.
  private InputStream zeros(long size) {
    return new InputStream() {
      private long left = size;

      @Override
      public int read() {
        return left-- > 0 ? 0 : -1;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        int count = (int) Math.min(left, length);
        left -= count;
        taken.addAndGet(count);
        return count == 0 ? -1 : count;
      }
    };
  }

  private PbRemote sender(long size, int pageBytes) {
    return local
        .client(
            local.serve(
                PbMethods.of()
                    .on(
                        "pages",
                        call -> {
                          try {
                            return PbPages.send(call.remote(0), zeros(size), pageBytes);
                          } finally {
                            done.countDown();
                          }
                        })))
        .root();
  }

  @Test
  void open_aLargeStream_isReadWhole() throws IOException {
    PbRemote sender = sender(5_000_000, 100_000);
    try (InputStream pages = PbPages.open(sender, "pages")) {
      byte[] all = pages.readAllBytes();
      assertThat(all).hasSize(5_000_000);
      assertThat(pages.read()).isEqualTo(-1);
    }
  }

  @Test
  void open_aReaderThatStops_keepsTheSenderWaiting() throws Exception {
    PbRemote sender = sender(1L << 40, 100_000);
    InputStream pages = PbPages.open(sender, "pages");
    assertThat(pages.read()).isZero();
    await().until(() -> taken.get() > PageStream.MOST_UNREAD);
    long before = 0;
    while (before != taken.get()) {
      before = taken.get();
      assertThat(done.await(200, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(taken.get()).isLessThan(4L * PageStream.MOST_UNREAD);
    pages.close(); // the next page fails, and so does the sender
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(pages::read).isInstanceOf(IOException.class);
  }

  @Test
  void open_nothing_isAnEmptyStream() throws IOException {
    try (InputStream pages = PbPages.open(sender(0, 100), "pages")) {
      assertThat(pages.read()).isEqualTo(-1);
    }
  }

  @Test
  void open_callThatFails_orConnectionThatEnds_isAnIoException() throws Exception {
    PbServer server =
        local.serve(
            PbMethods.of()
                .on(
                    "one",
                    call -> {
                      call.remote(0).call("gotPage", Octets.utf8("x")).join();
                      done.countDown();
                      return null; // and no end
                    }));
    PbClient client = local.client(server);
    try (InputStream pages = PbPages.open(client.root(), "nonsense")) {
      assertThatThrownBy(pages::read)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No such method");
    }
    try (InputStream pages = PbPages.open(client.root(), "one")) {
      assertThat(pages.read()).isEqualTo('x');
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      server.close();
      assertThatThrownBy(pages::read)
          .isInstanceOf(IOException.class)
          .hasMessage("pages: the connection ended before the pages");
    }
  }

  @Test
  void fetch_endedBeforeTheAnswer_orWithoutWantingAnswers_isTheWhole() {
    PbServer server =
        local.serve(
            PbMethods.of()
                .on(
                    "asTwistedDoes",
                    call -> {
                      PbRemote collector = call.remote(0);
                      collector.send("gotPage", Octets.utf8("ab"));
                      collector.send("gotPage", "text");
                      collector.send("endedPaging");
                      collector.close();
                      return "the answer comes last";
                    }));
    assertThat(PbPages.fetch(local.client(server).root(), "asTwistedDoes").join())
        .isEqualTo(List.of(Octets.utf8("ab"), "text"));
  }

  @Test
  void fetch_pagesWithoutEnd_failsAtItsLimit() {
    PbRemote sender = sender(1L << 40, 655_360);
    assertThat(Local.failureOf(PbPages.fetch(sender, "pages")))
        .hasMessageContaining("more than 67108864 bytes (expected: fewer, or a stream)");
  }

  @Test
  void send_severalAtOnce_interleave() {
    byte[] data = new byte[500];
    Arrays.fill(data, (byte) 'x');
    PbServer server =
        local.serve(
            PbMethods.of()
                .on(
                    "pages",
                    call -> PbPages.send(call.remote(0), new ByteArrayInputStream(data), 100)));
    PbRemote root = local.client(server).root();
    var one = PbPages.fetch(root, "pages");
    var two = PbPages.fetch(root, "pages");
    assertThat(one.join()).hasSize(5).isEqualTo(two.join());
  }
}
