package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sennit.net.CloseReason;
import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.wire.BananaLimits;
import java.time.Duration;
import java.util.Map;

/// Any bytes sent to a server with a portal: the connection goes on or ends, and never by an error
/// that nobody expected.
class PbServerFuzzTest {
  static final Settings SETTINGS =
      new Settings(
          PbTypes.standard().cache("a.C", PbMethods::of, (_, _) -> {}).instances("a.I"),
          BananaLimits.defaults().messageBytes(1 << 16),
          PbLimits.defaults().references(10).holding(50),
          false,
          Duration.ZERO);

  private static final PbPortal PORTAL =
      PbPortal.of(_ -> PbAvatar.of(PbMethods.of().on("echo", call -> call.get(0))))
          .users(Map.of("guest", "guest"))
          .anonymous()
          .attempts(1_000_000);

  @FuzzTest
  void received(byte[] bytes) {
    try (InMemory connection = new InMemory(SETTINGS, PORTAL.root())) {
      connection.say(bytes);
      assertThat(connection.end()).isNotEqualTo(CloseReason.FAILED);
    }
  }
}
