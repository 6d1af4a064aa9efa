package dev.sennit.maps.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsRequest.Get;
import dev.sennit.maps.wire.MapsRequest.Put;
import dev.sennit.net.wire.Octets;
import dev.sennit.net.wire.WireReader;
import dev.sennit.net.wire.WireWriter;
import dev.sennit.testkit.Drip;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

/// What one side writes the other side reads, however it is cut.
class MapsRoundTripPropertyTest {
  private static final int LIMIT = 65_536;

  @Property(tries = 300)
  void tcpTableGet_anyKey_comesBack(@ForAll @Size(max = 40) byte[] key) {
    comesBack(
        new TcpTableWriter(TcpTableStyle.POSTFIX),
        () -> new TcpTableRequestReader(LIMIT, TcpTableStyle.POSTFIX),
        new Get("", Octets.of(key)));
  }

  @Property(tries = 300)
  void tcpTablePut_anyKeyAndValue_comesBack(
      @ForAll @NotEmpty @Size(max = 30) byte[] key,
      @ForAll @NotEmpty @Size(max = 30) byte[] value) {
    comesBack(
        new TcpTableWriter(TcpTableStyle.POSTFIX),
        () -> new TcpTableRequestReader(LIMIT, TcpTableStyle.POSTFIX),
        new Put("", Octets.of(key), Octets.of(value)));
  }

  @Property(tries = 300)
  void tcpTableFound_anyValueInEitherStyle_comesBack(
      @ForAll @Size(max = 40) byte[] value, @ForAll TcpTableStyle style) {
    comesBack(
        new TcpTableWriter(style),
        () -> new TcpTableReplyReader(TcpTableWriter.MAX_REPLY_BYTES),
        new Found(Octets.of(value)));
  }

  @Property(tries = 200)
  void tcpTableFound_valueThatFits_comesBackWithin4096Bytes(
      @ForAll @Size(min = 1300, max = 2100) byte[] value) {
    Found found = new Found(Octets.of(value));
    ByteBuf out = Unpooled.buffer();
    new TcpTableWriter(TcpTableStyle.POSTFIX).write(found, out);

    assertThat(out.readableBytes()).isLessThanOrEqualTo(TcpTableWriter.MAX_REPLY_BYTES);
    assertThat(new TcpTableReplyReader(TcpTableWriter.MAX_REPLY_BYTES).read(out)).isEqualTo(found);
  }

  @Property(tries = 300)
  void socketmapGet_anyNameAndKey_comesBack(
      @ForAll("names") String map, @ForAll @Size(max = 40) byte[] key) {
    comesBack(
        new SocketmapWriter(),
        () -> new SocketmapRequestReader(LIMIT),
        new Get(map, Octets.of(key)));
  }

  @Property(tries = 300)
  void socketmapFound_anyValue_comesBack(@ForAll @Size(max = 40) byte[] value) {
    comesBack(
        new SocketmapWriter(),
        () -> new SocketmapReplyReader(SocketmapWriter.MAX_REPLY_BYTES),
        new Found(Octets.of(value)));
  }

  @Property(tries = 500)
  void tcpTableReply_anyErrorText_isOneLineThatPostfixReads(
      @ForAll String text, @ForAll TcpTableStyle style) {
    ByteBuf out = Unpooled.buffer();
    new TcpTableWriter(style).write(new MapsReply.TryLater(text), out);

    assertThat(out.indexOf(0, out.writerIndex(), (byte) '\n')).isEqualTo(out.writerIndex() - 1);
    assertThat(new TcpTableReplyReader(TcpTableWriter.MAX_REPLY_BYTES).read(out))
        .isInstanceOf(MapsReply.TryLater.class);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .all()
        .excludeChars(' ')
        .ofMaxLength(12)
        .filter(name -> Octets.utf8(name).utf8().equals(name)); // no half of a surrogate pair
  }

  private static <M extends MapsMessage> void comesBack(
      WireWriter<MapsMessage> writer, Supplier<WireReader<M>> readers, M message) {
    ByteBuf out = Unpooled.buffer();
    writer.write(message, out);
    writer.write(message, out);
    Drip.everyWay(
        ByteBufUtil.getBytes(out),
        pieces -> {
          Reading<M> reading = Reading.of(readers.get(), pieces);
          assertThat(reading.fault()).isFalse();
          assertThat(reading.messages()).isEqualTo(List.of(message, message));
        });
  }
}
