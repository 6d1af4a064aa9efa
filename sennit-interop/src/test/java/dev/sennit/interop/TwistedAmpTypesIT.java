package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.amp.AmpClient;
import dev.sennit.amp.AmpClientOptions;
import dev.sennit.amp.AmpCommand;
import dev.sennit.amp.AmpKey;
import dev.sennit.amp.AmpRouter;
import dev.sennit.amp.AmpServer;
import dev.sennit.amp.AmpServerOptions;
import dev.sennit.amp.wire.AmpDecimal;
import dev.sennit.interop.peer.TwistedAmp;
import dev.sennit.net.Listen;
import dev.sennit.net.Reply;
import dev.sennit.net.Target;
import dev.sennit.net.wire.Octets;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random values of every type, made on one side and echoed by the other.
@Tag("peer")
@Timeout(120)
class TwistedAmpTypesIT {
  record Row(String k, Optional<Integer> v) {}

  /// The key `boolean` is no name in Java.
  record Wire(
      BigInteger integer,
      Octets string,
      String unicode,
      @AmpKey("boolean") boolean bool,
      double number,
      AmpDecimal decimal,
      OffsetDateTime when,
      Path path,
      List<Double> numbers,
      List<List<Integer>> nested,
      List<Row> rows,
      Optional<String> maybe) {}

  static final AmpCommand<Wire, Wire> ECHO = AmpCommand.of("Everything", Wire.class, Wire.class);
  private static final int CASES = 1_500;

  @Test
  void twistedsValues_echoedByOurServer_comeBackUnchanged() throws Exception {
    var options = AmpServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    try (var server =
        AmpServer.start(options, AmpRouter.of().on(ECHO, (everything, _) -> everything))) {
      int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
      assertThat(TwistedAmp.client(port, "everything", "7", Integer.toString(CASES)))
          .containsExactly("wrong 0");
    }
  }

  @Test
  void ourValues_echoedByTwisted_comeBackUnchanged() throws Exception {
    Random random = new Random(7);
    try (var twisted = TwistedAmp.server();
        var client =
            AmpClient.create(AmpClientOptions.of(Target.tcp("127.0.0.1", twisted.port())))) {
      var connection = client.connect();
      List<Wire> sent = new ArrayList<>();
      List<Reply<Wire>> back = new ArrayList<>();
      for (int i = 0; i < CASES; i++) {
        Wire value = value(random);
        sent.add(value);
        back.add(connection.ask(ECHO, value));
      }
      for (int i = 0; i < CASES; i++) {
        assertThat(back.get(i).join()).isEqualTo(sent.get(i));
      }
    }
  }

  private static Wire value(Random random) {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return new Wire(
        new BigInteger(random.nextInt(200), random).subtract(BigInteger.TEN),
        Octets.of(bytes),
        text(random),
        random.nextBoolean(),
        number(random),
        AmpDecimal.parse(
            (random.nextBoolean() ? "-" : "")
                + switch (random.nextInt(5)) {
                  case 0 -> "0E" + random.nextInt(-20, 20);
                  case 1 -> "NaN" + (1 + random.nextInt(1000));
                  case 2 -> "Infinity";
                  case 3 -> "0." + random.nextLong(Long.MAX_VALUE);
                  default -> random.nextInt(1000) + "E" + random.nextInt(-400, 400);
                }),
        OffsetDateTime.of(
            LocalDateTime.of(1, 1, 2, 0, 0).plusSeconds(random.nextLong(315_000_000_000L)),
            ZoneOffset.ofTotalSeconds(60 * random.nextInt(-1079, 1080))),
        Path.of("/" + random.nextInt(1000)),
        random.ints(random.nextInt(4)).mapToObj(_ -> number(random)).toList(),
        List.of(List.of(), random.ints(random.nextInt(4)).boxed().toList()),
        List.of(
            new Row(text(random), Optional.empty()), new Row("", Optional.of(random.nextInt()))),
        random.nextBoolean() ? Optional.empty() : Optional.of(text(random)));
  }

  private static double number(Random random) {
    double number = Double.longBitsToDouble(random.nextLong());
    return Double.isNaN(number) ? Double.NaN : number;
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(20), 0, 0x10ffff)
        .filter(point -> point < 0xd800 || point > 0xdfff)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
