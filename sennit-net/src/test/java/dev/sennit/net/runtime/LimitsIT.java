package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.net.CloseReason;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.testkit.RawPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How many connections there may be.
@Timeout(60)
class LimitsIT {
  private static Terms terms(Heard heard, Limits limits) {
    return Lines.with(Lines.terms(Delivery.IN_ORDER, heard), limits);
  }

  @Test
  void connections_atTheLimit_longestIdleMakesRoom() {
    Heard heard = new Heard();
    try (LinesServer server =
            LinesServer.start(terms(heard, Limits.defaults().connections(2)), Lines.echo());
        RawPeer first = server.connect().send("a\\n").expect("a\\n");
        RawPeer second = server.connect().send("a\\n").expect("a\\n")) {
      first.send("b\\n").expect("b\\n"); // so the second is the longest idle
      try (RawPeer third = server.connect().send("a\\n").expect("a\\n")) {
        second.expectEof();
        assertThat(heard.awaitClosed()).isEqualTo(CloseReason.LIMIT);
        first.send("c\\n").expect("c\\n");
        third.send("c\\n").expect("c\\n");
        assertThat(heard.refused).hasValue(0);
      }
    }
  }

  @Test
  void connections_allAtWork_newOneIsTurnedAway() throws Exception {
    CountDownLatch leave = new CountDownLatch(1);
    Heard heard = new Heard();
    try (LinesServer server =
            LinesServer.start(
                terms(heard, Limits.defaults().connectionsPerAddress(1)),
                Lines.plain(text -> {
                  leave.await();
                  return text;
                }));
        RawPeer first = server.connect().send("a\\n")) {
      await().until(() -> heard.begun.get() == 1);
      try (RawPeer second = server.connect()) {
        second.expectEof();
      }
      assertThat(heard.refused).hasValue(1);
      assertThat(heard.opened).hasValue(1);
      leave.countDown();
      first.expect("a\\n");
    }
  }

  /// Connections that have ended do not count, however many there were.
  @Test
  void connectionsPerAddress_manyAfterEachOther_areNotRefused() {
    Heard heard = new Heard();
    try (LinesServer server =
        LinesServer.start(terms(heard, Limits.defaults().connectionsPerAddress(3)), Lines.echo())) {
      for (int i = 0; i < 50; i++) {
        try (RawPeer peer = server.connect().send("a\\n").expect("a\\n")) {
          peer.halfClose().expectEof();
        }
        assertThat(heard.awaitClosed()).isEqualTo(CloseReason.PEER_CLOSED);
      }
      assertThat(heard.refused).hasValue(0);
    }
  }

  /// Two thousand that connect and say nothing whole: never more than the limit are held, and one
  /// that asks is answered.
  @Test
  void connections_floodOfSilentOnes_staysAtTheLimit() {
    Heard heard = new Heard();
    List<RawPeer> silent = new ArrayList<>();
    try (LinesServer server =
        LinesServer.start(terms(heard, Limits.defaults().connections(100)), Lines.echo())) {
      for (int i = 0; i < 2000; i++) {
        silent.add(server.connect().send("ha"));
        assertThat(server.server.connections()).isLessThanOrEqualTo(100);
        if (i % 100 == 0) {
          try (RawPeer peer = server.connect()) {
            peer.send("well\\n").expect("well\\n");
          }
        }
      }
      await().until(() -> heard.opened.get() - heard.closed.get() <= 100);
      assertThat(heard.refused).hasValue(0);
    } finally {
      silent.forEach(RawPeer::close);
    }
    await().until(() -> heard.opened.get() == heard.closed.get());
  }
}
