package dev.sennit.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.ConfigFault;
import dev.sennit.daemon.config.ConfigReader;
import dev.sennit.pb.PbCached;
import dev.sennit.pb.PbClient;
import dev.sennit.pb.PbClientOptions;
import dev.sennit.pb.PbException;
import dev.sennit.pb.PbObject;
import dev.sennit.pb.PbUrl;
import dev.sennit.pb.jelly.PbTypes;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PbDaemonIT {
  private static final String USERS = "users = { guest = \"guest\" }\n";

  @TempDir Path directory;

  private Config config(String listen, String more) {
    String toml = "[pb]\nlisten = \"" + listen + "\"\n" + more;
    return switch (new ConfigReader(directory, directory).read(toml)) {
      case ConfigReader.Result.Good(Config config) -> config;
      case ConfigReader.Result.Bad(List<ConfigFault> faults) ->
          throw new AssertionError(faults.toString());
    };
  }

  private Config config(String more) {
    return config("tcp:0:interface=127.0.0.1", more);
  }

  private static PbClient connect(Daemon daemon, PbTypes types) {
    PbUrl url = PbUrl.parse(daemon.listening().getFirst().endpoint());
    return PbClient.connect(PbClientOptions.of(url.target()).types(types));
  }

  private static PbClient connect(Daemon daemon) {
    return connect(daemon, PbTypes.standard());
  }

  private static @Nullable Object call(PbClient client, String method, Object... arguments) {
    return client.root().within(Duration.ofSeconds(20)).call(method, arguments).join();
  }

  @Test
  void root_everyMethod_answers() {
    try (Daemon daemon = Daemon.start(config(USERS));
        PbClient client = connect(daemon)) {
      assertThat(daemon.listening().getFirst().protocol()).isEqualTo("pb");
      assertThat(daemon.listening().getFirst().serves())
          .containsExactly("echo, add, ticker", "1 user");
      assertThat(call(client, "echo", List.of("a", 1L))).isEqualTo(List.of("a", 1L));
      assertThat(call(client, "add", 1, 2)).isEqualTo(3L);
      assertThat(call(client, "add", Long.MAX_VALUE, 1))
          .isEqualTo(BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.ONE));
      assertThat(call(client, "add", Long.MIN_VALUE, BigInteger.TWO.pow(64)))
          .isEqualTo(BigInteger.valueOf(Long.MIN_VALUE).add(BigInteger.TWO.pow(64)));
      assertThat(call(client, "add", 1.5, 2)).isEqualTo(3.5);
      assertThatThrownBy(() -> call(client, "add", "a", "b"))
          .hasCauseInstanceOf(PbException.class)
          .hasMessageContaining("builtins.TypeError");
      assertThatThrownBy(() -> call(client, "whoami"))
          .hasMessageContaining("twisted.spread.flavors.NoSuchMethod");
    }
  }

  @Test
  void root_arguments_areTakenByNameTooAndCounted() {
    try (Daemon daemon = Daemon.start(config(USERS));
        PbClient client = connect(daemon)) {
      var root = client.root();
      assertThat(root.call("add", List.of(), Map.of("b", 1, "a", 2.5)).join()).isEqualTo(3.5);
      assertThat(root.call("add", List.of(1), Map.of("b", 2)).join()).isEqualTo(3L);
      assertThat(root.call("echo", List.of(), Map.of("value", "x")).join()).isEqualTo("x");
      for (var refused :
          List.of(
              root.call("add", 1),
              root.call("add", 1, 2, 3),
              root.call("add", List.of(1, 2), Map.of("c", 3)),
              root.call("add", List.of(1), Map.of("a", 3)),
              root.call("echo"),
              root.call("ticker", 1))) {
        assertThatThrownBy(refused::join)
            .hasMessageContaining("builtins.TypeError")
            .hasMessageContaining("(expected: ");
      }
      assertThatThrownBy(() -> root.call("add", List.of(1), Map.of("c", 3)).join())
          .hasMessageContaining("add: 1 arguments and the keywords [c] (expected: a, b)");
    }
  }

  @Test
  void ticker_cached_isToldOfEachTick() throws InterruptedException {
    BlockingQueue<Long> ticks = new LinkedBlockingQueue<>();
    PbObject cache = call -> ticks.add(call.integer(0));
    PbTypes types =
        PbTypes.standard()
            .cache(
                PbTicker.TAG,
                () -> cache,
                (_, state) ->
                    ticks.add(
                        (Long)
                            Objects.requireNonNull(
                                ((Map<?, ?>) Objects.requireNonNull(state)).get("ticks"))));
    try (Daemon daemon = Daemon.start(config(USERS));
        PbClient client = connect(daemon, types)) {
      assertThat(call(client, "ticker")).isInstanceOf(PbCached.class);
      assertThat(ticks.poll(20, TimeUnit.SECONDS)).isZero();
      assertThat(ticks.poll(20, TimeUnit.SECONDS)).isOne();
    }
  }

  @Test
  void login_user_getsAnAvatarThatSeesTheReferences() {
    try (Daemon daemon = Daemon.start(config(USERS));
        PbClient client = connect(daemon);
        PbClient other = connect(daemon)) {
      assertThat(call(other, "add", 1, 1)).isEqualTo(2L);
      var avatar = client.login("guest", "guest", null).join();
      assertThat(avatar.call("whoami").join()).isEqualTo("guest");
      assertThat(avatar.call("add", 1, 2).join()).isEqualTo(3L);
      var lines = (List<?>) Objects.requireNonNull(avatar.call("references").join());
      assertThat(lines).hasSize(1);
      Map<?, ?> line = (Map<?, ?>) Objects.requireNonNull(lines.getFirst());
      assertThat(line.get("users")).isEqualTo(List.of("guest"));
      assertThat(line.get("references")).isEqualTo(1L);
      assertThat((String) line.get("object")).startsWith("avatar ");
      assertThatThrownBy(() -> client.login("guest", "wrong", null).join())
          .hasMessageContaining("twisted.cred.error.UnauthorizedLogin");
      assertThatThrownBy(() -> client.loginAnonymous(null).join())
          .hasMessageContaining("twisted.cred.error.UnhandledCredentials");
    }
  }

  @Test
  void loginAnonymous_allowed_seesNoReferences() {
    try (Daemon daemon = Daemon.start(config("anonymous = true\n"));
        PbClient client = connect(daemon)) {
      var avatar = client.loginAnonymous(null).join();
      assertThat(avatar.call("whoami").join()).isEqualTo("anonymous");
      assertThatThrownBy(() -> avatar.call("references").join())
          .hasMessageContaining("builtins.AttributeError");
    }
  }

  @Test
  void reload_otherUsers_keepsConnectionsAndTakesThem() {
    String socket = "unix:pb.sock";
    try (Daemon daemon = Daemon.start(config(socket, USERS));
        PbClient client = connect(daemon)) {
      var guest = client.login("guest", "guest", null).join();
      assertThat(daemon.reload(config(socket, "users = { alice = \"secret\" }\n"))).isEmpty();
      assertThat(guest.call("whoami").join()).isEqualTo("guest");
      assertThat(client.login("alice", "secret", null).join().call("whoami").join())
          .isEqualTo("alice");
      assertThatThrownBy(() -> client.login("guest", "guest", null).join())
          .hasMessageContaining("twisted.cred.error.UnauthorizedLogin");
    }
  }

  @Test
  void reload_otherLimits_opensTheAddressAgain() {
    String socket = "unix:pb.sock";
    try (Daemon daemon = Daemon.start(config(socket, USERS))) {
      try (PbClient client = connect(daemon)) {
        assertThat(daemon.reload(config(socket, USERS + "string-bytes = 1024\n"))).isEmpty();
        assertThatThrownBy(() -> call(client, "add", 1, 2)).isNotNull();
      }
      try (PbClient client = connect(daemon)) {
        assertThat(call(client, "add", 1, 2)).isEqualTo(3L);
        assertThatThrownBy(() -> call(client, "echo", "x".repeat(1025))).isNotNull();
      }
    }
  }
}
