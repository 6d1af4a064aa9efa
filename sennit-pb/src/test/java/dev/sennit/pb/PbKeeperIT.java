package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Listen;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.Target;
import dev.sennit.testkit.FreePort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A client that stays logged in.
@Timeout(60)
class PbKeeperIT {
  private final Local local = new Local();
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private final PbKeeper.Watcher watcher =
      new PbKeeper.Watcher() {
        @Override
        public void entered(PbRemote avatar) {
          events.add(avatar);
        }

        @Override
        public void lost(List<PbRemote> dead) {
          events.add(dead);
        }

        @Override
        public void failed(Throwable cause) {
          events.add(cause);
        }
      };

  @AfterEach
  void close() throws Exception {
    local.close();
  }

  private PbServer server(int port, Map<String, String> users) {
    PbObject thing = PbMethods.of();
    PbPortal portal =
        PbPortal.of(login ->
                PbAvatar.of(PbMethods.of().on("who", _ -> login.name()).on("thing", _ -> thing)))
            .users(users);
    return local.closing(
        PbServer.start(PbServerOptions.defaults().listen(Listen.tcp("127.0.0.1", port)), portal));
  }

  private Object next() throws InterruptedException {
    return Local.present(events.poll(30, TimeUnit.SECONDS));
  }

  @Test
  void keeper_serverComesBack_logsInAgainAndTellsWhatDied() throws InterruptedException {
    int port = FreePort.tcp();
    PbServer first = server(port, Map.of("guest", "secret"));
    PbKeeper keeper =
        local.closing(
            PbKeeper.start(
                PbClientOptions.of(Target.tcp("127.0.0.1", port)),
                client -> client.login("guest", "secret", null),
                watcher));
    PbRemote avatar = (PbRemote) next();
    assertThat(keeper.avatar().join()).isEqualTo(avatar);
    PbRemote thing = (PbRemote) Local.present(avatar.call("thing").join());
    PbRemote again = (PbRemote) Local.present(avatar.call("thing").join());
    again.close();
    first.close();
    assertThat(next()).isEqualTo(List.of(avatar, thing));
    assertThat(Local.failureOf(thing.call("anything"))).isInstanceOf(ConnectionLostException.class);
    var later = keeper.avatar(); // waits for the next login
    server(port, Map.of("guest", "secret"));
    assertThat(later.join().call("who").join()).isEqualTo("guest");
    Object event = next();
    while (event instanceof ConnectionLostException) { // attempts while nobody was there
      event = next();
    }
    assertThat(event).isEqualTo(later.join()).isNotEqualTo(avatar);
  }

  @Test
  void keeper_refused_triesAgainUntilLetIn() throws InterruptedException {
    int port = FreePort.tcp();
    PbServer strict = server(port, Map.of("guest", "another"));
    PbKeeper keeper =
        local.closing(
            PbKeeper.start(
                PbClientOptions.of(Target.tcp("127.0.0.1", port)),
                client -> client.login("guest", "secret", null),
                watcher));
    assertThat(next())
        .isInstanceOfSatisfying(
            PbException.class,
            e -> assertThat(e.is("twisted.cred.error.UnauthorizedLogin")).isTrue());
    strict.close();
    server(port, Map.of("guest", "secret"));
    assertThat(keeper.avatar().join().call("who").join()).isEqualTo("guest");
  }

  @Test
  void keeper_loginWithoutAnAnswer_triesAgain() throws InterruptedException {
    Semaphore asked = new Semaphore(0);
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options(),
                PbMethods.of()
                    .on(
                        "loginAnonymous",
                        _ -> {
                          asked.release();
                          return new CompletableFuture<>();
                        })));
    local.closing(
        PbKeeper.start(
            Local.to(server),
            client -> client.loginAnonymous(null),
            watcher,
            Duration.ofMillis(100)));
    assertThat(next())
        .asInstanceOf(throwable(RequestTimeoutException.class))
        .hasMessage("login: nothing within 100 ms");
    asked.acquire(2);
  }

  @Test
  void keeper_turnedOutAfterEachLogin_waitsLongerEachTime() throws InterruptedException {
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options(),
                PbPortal.of(
                        login -> {
                          login.connection().close();
                          return PbAvatar.of(PbMethods.of());
                        })
                    .anonymous()));
    long begunNanos = System.nanoTime();
    local.closing(PbKeeper.start(Local.to(server), client -> client.loginAnonymous(null), watcher));
    for (int logins = 0; logins < 4; ) {
      logins += next() instanceof PbRemote ? 1 : 0;
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begunNanos))
        .isGreaterThanOrEqualTo(Duration.ofMillis(100 + 200 + 400));
  }

  @Test
  void close_inAnyState_endsItAndTellsWhoeverWaits() throws InterruptedException {
    PbKeeper waiting =
        PbKeeper.start(
            PbClientOptions.of(Target.tcp("127.0.0.1", FreePort.tcp())),
            client -> dev.sennit.net.Reply.of(CompletableFuture.completedStage(client.root())),
            watcher);
    assertThat(next()).isInstanceOf(ConnectionLostException.class);
    var avatar = waiting.avatar();
    waiting.close();
    waiting.close();
    assertThat(Local.failureOf(avatar)).hasMessage("the keeper is closed");
    assertThat(Local.failureOf(waiting.avatar())).hasMessage("the keeper is closed");
    PbServer server = server(0, Map.of());
    PbKeeper busy =
        PbKeeper.start(
            Local.to(server),
            client -> dev.sennit.net.Reply.of(CompletableFuture.completedStage(client.root())),
            PbKeeper.Watcher.NONE);
    assertThat(busy.avatar().join()).isNotNull();
    busy.close();
    assertThat(Local.failureOf(busy.avatar())).hasMessage("the keeper is closed");
  }
}
