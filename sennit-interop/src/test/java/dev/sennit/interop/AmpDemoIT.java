package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Program;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import dev.sennit.net.wire.Octets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The demonstration's AMP commands, asked by Twisted's example client and by our command line.
@Tag("peer")
@Timeout(300)
class AmpDemoIT {

  @Test
  void demo_twistedsExampleClient_isAnswered() throws InterruptedException {
    try (var scratch = new Scratch();
        var daemon =
            SennitDaemon.start(
                scratch,
                """
                state = "$D/state"
                [amp]
                listen = "tcp:$TCP:interface=127.0.0.1"
                start-tls = true
                """)) {
      List<String> client =
          List.of(
              "/usr/bin/python3",
              scratch.peer("twisted_amp_demo.py").toString(),
              Integer.toString(daemon.tcpPort()),
              scratch.path("state/amp-certificate.pem").toString());
      assertThat(Program.run(Octets.EMPTY, client).expect(0).text().lines())
          .containsExactly(
              "94",
              "617.0",
              "told: division by zero",
              "unhandled",
              "told: seconds: -1.0 (expected: 0 to 60)",
              "['quick', 'slow']",
              "True",
              "localhost");
      assertThat(
              Program.run(
                      Octets.EMPTY,
                      SennitDaemon.command("amp", "call", daemon.tcp(), "Sum", "a=13", "b=81"))
                  .expect(0)
                  .text())
          .isEqualTo("total=94\n");
    }
  }
}
