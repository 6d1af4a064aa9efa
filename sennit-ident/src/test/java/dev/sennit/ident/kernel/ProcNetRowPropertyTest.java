package dev.sennit.ident.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/// An end that is written as the kernel does is read back; any text is read or passed over.
class ProcNetRowPropertyTest {

  @Property(tries = 200)
  void parse_formattedEnd_comesBack(
      @ForAll @Size(16) byte[] bytes,
      @ForAll boolean v4,
      @ForAll boolean mapped,
      @ForAll boolean bigEndian,
      @ForAll @IntRange(max = 65_535) int port)
      throws UnknownHostException {
    ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    InetSocketAddress end =
        new InetSocketAddress(InetAddress.getByAddress(v4 ? Arrays.copyOf(bytes, 4) : bytes), port);
    String text = ProcNetRow.format(end, v4 && mapped, order);

    String line = "12345: " + text + " " + text + " 01 0:0 0:0 0 5 0 6 1";

    assertThat(ProcNetRow.parse(line, order).orElseThrow().remote()).isEqualTo(end);
  }

  @Property(tries = 200)
  void parse_anyText_doesNotThrow(@ForAll @StringLength(max = 200) String text) {
    assertThat(ProcNetRow.parse(text, ByteOrder.nativeOrder())).isNotNull();
    assertThat(ConntrackText.parse(text)).isNotNull();
  }
}
