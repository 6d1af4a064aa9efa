package dev.sennit.ident.wire;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.wire.Octets;
import dev.sennit.net.wire.WireReader;
import dev.sennit.testkit.Drip;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

/// What one side writes the other side reads, however it is cut, and whatever the style.
class IdentRoundTripPropertyTest {
  private static final int LIMIT = 1000;

  @Property(tries = 200)
  void query_anyPorts_comesBack(
      @ForAll @IntRange(min = 1, max = 65_535) int server,
      @ForAll @IntRange(min = 1, max = 65_535) int client,
      @ForAll IdentStyle style,
      @ForAll IdentTolerance tolerance) {
    comesBack(new IdentQuery(server, client), style, () -> new IdentQueryReader(LIMIT, tolerance));
  }

  @Property(tries = 200)
  void badQuery_anyNumbersOutOfRange_comesBack(
      @ForAll long server, @ForAll @IntRange(min = 65_536) int client, @ForAll IdentStyle style) {
    comesBack(
        new IdentBadQuery(Long.toString(server), Integer.toString(client)),
        style,
        () -> new IdentQueryReader(LIMIT, IdentTolerance.USUAL));
  }

  @Property(tries = 200)
  void user_anyNamesAndId_comesBack(
      @ForAll("names") String opsys,
      @ForAll("names") String charset,
      @ForAll("ids") Octets id,
      @ForAll boolean withCharset) {
    UserId user = new UserId(opsys, withCharset ? charset : null, id);
    for (IdentStyle style : List.of(IdentStyle.COMPACT, IdentStyle.PIDENTD)) {
      comesBack(
          new IdentReply(new IdentQuery(6193, 23), user),
          style,
          () -> new IdentReplyReader(LIMIT, Set.of()));
    }
  }

  @Property(tries = 200)
  void user_inTheStyleOfTheRfc_comesBackWithOneBlankBeforeTheId(@ForAll("ids") Octets id) {
    UserId sent = new UserId("OTHER", null, id);
    ByteBuf out = Unpooled.buffer();
    new IdentWriter(IdentStyle.RFC).write(new IdentReply(new IdentQuery(1, 2), sent), out);
    IdentReply read = (IdentReply) requireNonNull(new IdentReplyReader(LIMIT, Set.of()).read(out));

    assertThat(((UserId) read.answer()).trimmed()).isEqualTo(sent.trimmed());
  }

  @Property(tries = 200)
  void error_anyPrivateWord_comesBack(
      @ForAll("names") @Size(max = 63) String word, @ForAll IdentStyle style) {
    comesBack(
        new IdentReply(new IdentQuery(6193, 23), Fault.of(new IdentError("X" + word))),
        style,
        () -> new IdentReplyReader(LIMIT, Set.of()));
  }

  @Property(tries = 200)
  void refusal_anyNumbersOutOfRange_comesBack(
      @ForAll @IntRange(min = 65_536) int server, @ForAll long client, @ForAll IdentStyle style) {
    comesBack(
        new IdentRefusal(Integer.toString(server), Long.toString(client), IdentError.INVALID_PORT),
        style,
        () -> new IdentReplyReader(LIMIT, Set.of()));
  }

  @Property(tries = 200)
  void reader_anyBytes_dependOnNoSplit(@ForAll @NotEmpty @Size(max = 40) byte[] bytes) {
    Reading.checkEverySplit(
        () -> new IdentQueryReader(LIMIT, IdentTolerance.LENIENT), bytes, LIMIT);
    Reading.checkEverySplit(() -> new IdentReplyReader(LIMIT, Set.of()), bytes, LIMIT);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withCharRange('!', '~')
        .excludeChars(':', ',')
        .ofMinLength(1)
        .ofMaxLength(63);
  }

  @Provide
  Arbitrary<Octets> ids() {
    return Arbitraries.bytes()
        .filter(b -> b != 0 && b != '\r' && b != '\n')
        .array(byte[].class)
        .ofMinSize(1)
        .ofMaxSize(40)
        .map(Octets::of);
  }

  private static void comesBack(
      IdentMessage message, IdentStyle style, Supplier<WireReader<IdentMessage>> readers) {
    ByteBuf out = Unpooled.buffer();
    new IdentWriter(style).write(message, out);
    new IdentWriter(style).write(message, out);
    Drip.everyWay(
        ByteBufUtil.getBytes(out),
        pieces -> {
          Reading reading = Reading.of(readers.get(), pieces);
          assertThat(reading.fault()).isNull();
          assertThat(reading.messages()).isEqualTo(List.of(message, message));
        });
  }
}
