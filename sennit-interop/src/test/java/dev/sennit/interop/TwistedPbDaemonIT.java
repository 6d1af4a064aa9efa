package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Program;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.interop.peer.TwistedPb;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The daemon's objects and a Twisted client; the command line and a Twisted server.
@Tag("peer")
@Timeout(300)
class TwistedPbDaemonIT {
  private static String said(String... arguments) throws InterruptedException {
    return Program.run(Octets.EMPTY, SennitDaemon.command(arguments)).expect(0).text();
  }

  @Test
  void daemon_ofATwistedClient_isAsAnyOther() throws InterruptedException {
    String config =
        """
        [pb]
        listen = "tcp:$PB:interface=127.0.0.1"
        users = { guest = "guest" }
        """;
    try (Scratch scratch = new Scratch();
        SennitDaemon daemon = SennitDaemon.start(scratch, config)) {
      assertThat(TwistedPb.call("twisted_pb_daemon.py", daemon.pbPort()))
          .containsExactly(
              "add 3 9223372036854775807",
              "echo [b'b', 't', (1.5, None), {'k': {2}}]",
              "ticks 0",
              "ticked 1 1",
              "missing RemoteError",
              "who guest",
              "held [(['guest'], 1)]",
              "refused twisted.cred.error.UnauthorizedLogin");
      String url = "pb://127.0.0.1:" + daemon.pbPort();
      assertThat(said("pb", "call", url, "add", "1", "-2")).isEqualTo("-1\n");
      String password = scratch.write("password", "guest\n").toString();
      assertThat(
              said("pb", "references", "--password-file", password, url.replace("//", "//guest@")))
          .contains("  guest  ")
          .contains("  1  avatar ");
    }
  }

  @Test
  void commandLine_ofATwistedServer_callsIt() throws IOException, InterruptedException {
    try (TwistedPb twisted = TwistedPb.serve("twisted_pb_portal.py")) {
      String url = "pb://127.0.0.1:" + twisted.port();
      assertThat(said("pb", "call", "--anonymous", url, "who")).isEqualTo("'anonymous'\n");
      Program.run(Octets.EMPTY, SennitDaemon.command("pb", "call", url, "who")).expect(1);
    }
  }
}
