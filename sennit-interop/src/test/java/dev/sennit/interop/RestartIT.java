package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Child;
import dev.sennit.interop.peer.Postmap;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The daemon is stopped and started again on the same port while clients ask it.
@Tag("peer")
@Timeout(300)
class RestartIT {
  private static final int KEYS = 20_000;
  private static final int BATCH = 500;

  /// So many keys do not fit the pipe: the first are answered when the last are written.
  private static final int WELL_UNDER_WAY = 10_000;

  private static final int LOADS = 4;

  private static final String CONFIG =
      """
      state = "$D"
      [table.users]
      source = "file"
      file = "users"
      [[maps]]
      protocol = "tcp_table"
      listen = "tcp:$TCP:interface=127.0.0.1"
      table = "users"
      [[maps]]
      protocol = "socketmap"
      listen = "tcp:$SOCKETMAP:interface=127.0.0.1"
      [[maps]]
      protocol = "socketmap"
      listen = "unix:$D/maps.sock:mode=660"
      """;

  @Test
  void restart_underLoad_givesNoWrongAnswer()
      throws IOException, InterruptedException, ExecutionException {
    try (var scratch = new Scratch();
        var postmap = new Postmap()) {
      scratch.write("users", Users.table(KEYS));
      try (var daemon = SennitDaemon.start(scratch, CONFIG);
          var asking = postmap.startBulk(daemon.tcp())) {
        var restarted = new AtomicBoolean();
        var atWork = new CountDownLatch(WELL_UNDER_WAY / BATCH);
        var feeding = new FutureTask<>(() -> feed(asking, atWork, restarted));
        Thread.ofPlatform().daemon().start(feeding);
        atWork.await();
        var loads = loads(daemon);
        for (PipeliningLoad load : loads) {
          load.awaitWarm();
        }

        assertThat(daemon.terminate()).isZero();
        for (PipeliningLoad load : loads) {
          assertThat(load.awaitEnd()).isEmpty();
          assertThat(load.hungUp()).isTrue();
        }
        daemon.startAgain();

        for (PipeliningLoad load : loads(daemon)) {
          load.awaitWarm();
          assertThat(load.stop()).isEmpty();
          assertThat(load.hungUp()).isFalse();
        }
        restarted.set(true);
        var asked = feeding.get();
        assertThat(asking.awaitEnd(Duration.ofSeconds(60)))
            .as(String.join("\n", asking.err().all()))
            .isZero();
        asking.out().awaitEnd();
        asking.err().awaitEnd();
        assertThat(Users.difference(Users.output(asked), asking.out().all())).isEmpty();
        assertThat(asking.err().all()).as("the restart met it at work").isNotEmpty();
      }
    }
  }

  @Test
  void terminate_withUnixSocket_removesIt() throws IOException, InterruptedException {
    try (var scratch = new Scratch();
        var postmap = new Postmap()) {
      scratch.write("users", Users.table(4));
      var socket = scratch.path("maps.sock");
      var table = "socketmap:unix:" + socket + ":users";
      try (var daemon = SennitDaemon.start(scratch, CONFIG)) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
            .isEqualTo("rw-rw----");
        assertThat(daemon.terminate()).isZero();
        assertThat(socket).doesNotExist();

        daemon.startAgain();
        daemon.kill();
        assertThat(socket).as("left behind by a killed daemon").exists();
        daemon.startAgain();
        assertThat(postmap.query(table, Users.key(2)).expect(0).text())
            .isEqualTo(Users.value(2) + "\n");
      }
    }
  }

  private static List<PipeliningLoad> loads(SennitDaemon daemon) {
    return IntStream.range(0, LOADS)
        .mapToObj(i -> PipeliningLoad.start(daemon.tcpPort(), KEYS, Users::isAnswer))
        .toList();
  }

  /// Feeds the bulk query until some time after the restart.
  ///
  /// @return what it was asked, in order
  private static List<Integer> feed(Child bulk, CountDownLatch atWork, AtomicBoolean restarted)
      throws IOException {
    var numbers = Users.shuffled(KEYS);
    var asked = new ArrayList<Integer>();
    boolean last;
    do {
      last = restarted.get();
      for (int from = 0; from < KEYS; from += BATCH) {
        var batch = numbers.subList(from, from + BATCH);
        bulk.write(Postmap.lines(Users.keys(batch)));
        asked.addAll(batch);
        atWork.countDown();
      }
    } while (!last);
    bulk.endInput();
    return asked;
  }
}
