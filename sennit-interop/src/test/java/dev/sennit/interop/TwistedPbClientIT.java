package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.TwistedPb;
import dev.sennit.net.Listen;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.PbException;
import dev.sennit.pb.PbMethods;
import dev.sennit.pb.PbServer;
import dev.sennit.pb.PbServerOptions;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A Twisted client calls our server.
@Tag("peer")
@Timeout(120)
class TwistedPbClientIT {
  private static PbMethods root() {
    var thing = PbMethods.of().on("hello", call -> "hello " + call.text(0));
    return PbMethods.of()
        .on("add", call -> call.integer(0) + call.integer(1))
        .on("echo", call -> call.get(0))
        .on("named", call -> call.keywords())
        .on("call_back", call -> call.remote(0).call("called", call.get(1)).join())
        .on("thing", _ -> thing)
        .on(
            "held",
            call ->
                call.connection().held().join().stream().map(held -> held.references()).toList())
        .on("long", call -> Octets.giveUp(new byte[(int) call.integer(0)]))
        .on(
            "fail",
            call -> {
              if (call.text(0).equals("declared")) {
                throw new PbException("chat.RoomFull", "no more seats");
              }
              throw new IllegalArgumentException("bad");
            });
  }

  @Test
  void call_everyCheckOfTheClient_isOk() throws InterruptedException {
    var options = PbServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    try (var server = PbServer.start(options, root())) {
      int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
      var lines = TwistedPb.call("twisted_pb_client.py", port);
      assertThat(lines.getLast()).as(String.join("\n", lines)).isEqualTo("bad checks: 0");
      assertThat(lines).hasSizeGreaterThan(10);
    }
  }
}
