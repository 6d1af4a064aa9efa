package dev.sennit.maps.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsRequest.Get;
import dev.sennit.net.wire.Octets;
import dev.sennit.testkit.Drip;
import dev.sennit.testkit.Escapes;
import dev.sennit.testkit.WireAssert;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class DetectedWireTest {
  @Test
  void read_digitFirst_isSocketmap() {
    check("3:m k,3:m k,", new Get("m", Octets.utf8("k")), "9:NOTFOUND ,");
  }

  @Test
  void read_verbFirst_isTcpTable() {
    check("get k\\nget k\\n", new Get("", Octets.utf8("k")), "500 not found\\n");
  }

  @Test
  void read_digitInALaterLine_staysTcpTable() {
    Reading<MapsRequest> reading =
        Reading.of(new DetectedWire(64), Escapes.bytes("get k\\n3:m k,\\n"));
    assertThat(reading.messages()).hasSize(2);
    assertThat(reading.fault()).isFalse();
  }

  private static void check(String bytes, Get request, String reply) {
    Drip.everyWay(
        Escapes.bytes(bytes),
        pieces -> {
          DetectedWire wire = new DetectedWire(64);
          Reading<MapsRequest> reading = Reading.of(wire, pieces);
          assertThat(reading.fault()).isFalse();
          assertThat(reading.messages()).containsExactly(request, request);
          ByteBuf out = Unpooled.buffer();
          wire.write(NotFound.INSTANCE, out);
          WireAssert.assertThat(out).isEqualTo(reply);
        });
  }
}
