package dev.sennit.ident.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.registry.RegistryMessage.Add;
import dev.sennit.ident.registry.RegistryMessage.Bad;
import dev.sennit.ident.registry.RegistryMessage.Done;
import dev.sennit.ident.registry.RegistryMessage.Refused;
import dev.sennit.ident.registry.RegistryMessage.Remove;
import dev.sennit.ident.registry.RegistryMessage.Request;
import dev.sennit.ident.registry.RegistryMessage.Show;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryWireTest {
  private static final IdentConnection V4 =
      new IdentConnection(
          new InetSocketAddress("192.0.2.1", 40_000), new InetSocketAddress("192.0.2.9", 6667));

  private static List<Request> read(String text) {
    RegistryRequestReader reader = new RegistryRequestReader();
    ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    List<Request> requests = new ArrayList<>();
    for (Request request = reader.read(in); request != null; request = reader.read(in)) {
      requests.add(request);
    }
    return requests;
  }

  private static String write(RegistryMessage message) {
    ByteBuf out = Unpooled.buffer();
    new RegistryReplyWriter().write(message, out);
    return out.toString(StandardCharsets.US_ASCII);
  }

  private static Place.Next next(@Nullable String remote, int port, int local) {
    return new Place.Next(remote == null ? null : InetAddress.ofLiteral(remote), port, local);
  }

  @Test
  void read_eachRequest_isIt() {
    assertThat(
            read(
                """
                REGISTER 192.0.2.1:40000 192.0.2.9:6667 a%20b%25%C3%A9 60\r
                RESERVE [2001:db8::9]:6667 x 1
                REMOVE 17
                LIST
                LIST 17
                """))
        .containsExactly(
            new Add(new Place.Exact(V4), Octets.utf8("a b%é"), Duration.ofMinutes(1)),
            new Add(next("2001:db8::9", 6667, 0), Octets.utf8("x"), Duration.ofSeconds(1)),
            new Remove(17),
            new Show(0),
            new Show(17));
  }

  @Test
  void read_dripped_isTheSame() {
    RegistryRequestReader reader = new RegistryRequestReader();
    ByteBuf in = Unpooled.buffer();
    for (byte b : "REMOVE 17".getBytes(StandardCharsets.US_ASCII)) {
      in.writeByte(b);
      assertThat(reader.read(in)).isNull();
    }
    in.writeByte('\n');
    assertThat(reader.read(in)).isEqualTo(new Remove(17));
    assertThat(in.isReadable()).isFalse();
  }

  @Test
  void place_eachForm_comesBack() {
    for (Place.Next place :
        List.of(
            next("192.0.2.9", 0, 0),
            next("192.0.2.9", 6667, 0),
            next("2001:db8::9", 0, 0),
            next("2001:db8::9", 6667, 0),
            next(null, 0, 40_000),
            next(null, 6667, 40_000),
            next("192.0.2.9", 0, 40_000),
            next("2001:db8::9", 6667, 40_000))) {
      assertThat(RegistryText.place(RegistryText.write(place))).isEqualTo(place);
    }
    assertThat(RegistryText.write(next("192.0.2.9", 6667, 40_000)))
        .isEqualTo("local:40000,192.0.2.9:6667");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "NOOP",
        "register 192.0.2.1:1 192.0.2.9:1 x 1",
        "REGISTER 192.0.2.1:1 192.0.2.9:1 x",
        "REGISTER 192.0.2.1:1  192.0.2.9:1 x 1",
        "REGISTER 192.0.2.1:0 192.0.2.9:1 x 1",
        "REGISTER 192.0.2.1:65536 192.0.2.9:1 x 1",
        "REGISTER localhost:1 192.0.2.9:1 x 1",
        "REGISTER ::1:1 192.0.2.9:1 x 1",
        "REGISTER 192.0.2.1 192.0.2.9:1 x 1",
        "REGISTER 192.0.2.1:1 192.0.2.9:1 x%2 1",
        "REGISTER 192.0.2.1:1 192.0.2.9:1 x%zz 1",
        "REGISTER 192.0.2.1:1 192.0.2.9:1 x -1",
        "REGISTER 192.0.2.1:1 192.0.2.9:1 x 1000000000000000000000",
        "REGISTER 192.0.2.1:1 192.0.2.9:1 \u00e9 1",
        "RESERVE * x 1",
        "RESERVE *:6667 x 1",
        "RESERVE local: x 1",
        "RESERVE local:1,localhost x 1",
        "RESERVE irc.example.net x 1",
        "REMOVE",
        "REMOVE x",
        "LIST x",
        "LIST 1 2"
      })
  void read_badLine_isBadAndTheNextIsRead(String line) {
    List<Request> requests = read(line + "\nREMOVE 1\n");
    assertThat(requests).hasSize(2);
    assertThat(requests.getFirst()).isInstanceOf(Bad.class);
    assertThat(requests.getLast()).isEqualTo(new Remove(1));
  }

  @Test
  void read_tooLong_isAFault() {
    String longest = "X".repeat(RegistryRequestReader.MAX_LINE_BYTES - 1);
    assertThat(read(longest + "\n")).hasSize(1);
    assertThatThrownBy(() -> read(longest + "X\n")).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> read(longest + "X")).isInstanceOf(ProtocolException.class);
  }

  @Test
  void write_eachReply_isItsLines() {
    assertThat(write(new Done(17, List.of(), false))).isEqualTo("OK 17\n");
    assertThat(write(new Refused(RefusedException.Code.FULL, "no\r\nroom\u00e9")))
        .isEqualTo("ERROR full no??room?\n");
    Registrant alice = new Registrant(1000, false);
    assertThat(
            write(
                new Done(
                    2,
                    List.of(
                        new Entry(3, alice, new Place.Exact(V4), Octets.utf8("a b\n"), 59),
                        new Entry(4, alice, next("::1", 113, 0), Octets.utf8("%"), 1)),
                    true)))
        .isEqualTo(
            """
            ENTRY 3 1000 59 a%20b%0A CONNECTION 192.0.2.1:40000 192.0.2.9:6667
            ENTRY 4 1000 1 %25 RESERVED [0:0:0:0:0:0:0:1]:113
            MORE 2
            """);
  }
}
