package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.net.Listen;
import dev.sennit.net.Target;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.wire.Bananas;
import dev.sennit.testkit.RawPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The ways in, and what keeps others out.
@Timeout(60)
class LoginIT {
  private static final String UNAUTHORIZED = "twisted.cred.error.UnauthorizedLogin";
  private static final String UNHANDLED = "twisted.cred.error.UnhandledCredentials";

  private final Local local = new Local();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  private final PbRealm realm =
      login ->
          new PbAvatar(
              PbMethods.of().on("who", _ -> login.name()), () -> events.add("out " + login.name()));

  @AfterEach
  void close() throws Exception {
    local.close();
  }

  private PbClient client(PbPortal portal) {
    return local.client(local.closing(PbServer.start(Local.options(), portal)));
  }

  private PbClient clientOverUnix(PbPortal portal, Path socket) {
    local.closing(PbServer.start(Local.options().listen(Listen.unix(socket)), portal));
    return local.closing(PbClient.connect(PbClientOptions.of(Target.unix(socket))));
  }

  private String next() throws InterruptedException {
    return Local.present(events.poll(30, TimeUnit.SECONDS));
  }

  // ---- storms

  @Test
  void login_failingTooOften_isRefusedWhateverThePasswordIs() {
    PbPortal portal = PbPortal.of(realm).users(Map.of("guest", "secret")).attempts(3);
    PbClient client = client(portal);
    for (int i = 0; i < 10; i++) { // those that succeed do not count
      client.login("guest", "secret", null).join().close();
    }
    for (int i = 0; i < 3; i++) {
      assertThat(Local.failureOf(client.login("guest", "wrong", null)))
          .isInstanceOfSatisfying(PbException.class, e -> assertThat(e.description()).isEmpty());
    }
    assertThat(Local.failureOf(client.login("guest", "secret", null)))
        .isInstanceOfSatisfying(
            PbException.class,
            e -> {
              assertThat(e.is(UNAUTHORIZED)).isTrue();
              assertThat(e.description()).startsWith("too many failed logins");
            });
  }

  // ---- challenges

  @Test
  void challenger_goodUntilItIsGivenBack_lettingTheSameResponseInTwice() throws Exception {
    PbClient client = client(PbPortal.of(realm).users(Map.of("guest", "guest")));
    var answer =
        (dev.sennit.pb.jelly.PbTuple)
            Local.present(client.root().call("login", Octets.utf8("guest")).join());
    byte[] challenge = ((Octets) Local.present(answer.get(0))).toBytes();
    assertThat(challenge).hasSize(16);
    PbRemote challenger = (PbRemote) Local.present(answer.get(1));
    Octets right =
        Octets.of(Challenge.response(Challenge.md5(Octets.utf8("guest").toBytes()), challenge));
    for (Object wrong : List.of(Octets.EMPTY, "text", 5, Octets.utf8("sixteen bytes ..."))) {
      assertThat(Local.isRefused(challenger.call("respond", wrong, null), UNAUTHORIZED)).isTrue();
    }
    assertThat(Local.isRefused(challenger.call("respond", right), "builtins.TypeError")).isTrue();
    PbRemote one = (PbRemote) Local.present(challenger.call("respond", right, null).join());
    PbRemote two = (PbRemote) Local.present(challenger.call("respond", right, null).join());
    assertThat(one).isNotEqualTo(two);
    challenger.close();
    assertThat(Local.failureOf(challenger.call("respond", right, null)))
        .hasMessageContaining("Invalid Object ID");
    one.close();
    assertThat(next()).isEqualTo("out guest");
    assertThat(two.call("who").join()).isEqualTo("guest");
  }

  @Test
  void login_nameAsText_neverMatches() {
    PbClient client = client(PbPortal.of(realm).users(Map.of("guest", "guest")));
    var answer =
        (dev.sennit.pb.jelly.PbTuple) Local.present(client.root().call("login", "guest").join());
    byte[] challenge = ((Octets) Local.present(answer.get(0))).toBytes();
    Octets right =
        Octets.of(Challenge.response(Challenge.md5(Octets.utf8("guest").toBytes()), challenge));
    PbRemote challenger = (PbRemote) Local.present(answer.get(1));
    assertThat(Local.isRefused(challenger.call("respond", right, null), UNAUTHORIZED)).isTrue();
  }

  @Test
  void response_ofThePagesVectors_isTwisteds() {
    byte[] challenge = new byte[16];
    for (int i = 0; i < 16; i++) {
      challenge[i] = (byte) i;
    }
    var hex = java.util.HexFormat.of();
    assertThat(hex.formatHex(response("guest", challenge)))
        .isEqualTo("7ff18210fdc2d5d843712c8aa00ffab9");
    assertThat(hex.formatHex(response("bad", challenge)))
        .isEqualTo("6754cdb6770f98f9e387a0a90c3547cb");
  }

  private static byte[] response(String password, byte[] challenge) {
    return Challenge.response(Challenge.md5(Octets.utf8(password).toBytes()), challenge);
  }

  @Test
  void credentials_shown_tellNoSecret() {
    var credentials =
        new PbCredentials(Octets.utf8("guest"), new byte[16], response("guest", new byte[16]));
    assertThat(credentials).hasToString("PbCredentials[guest]");
    assertThat(credentials.matches("guest")).isTrue();
    assertThat(credentials.matchesMd5(Challenge.md5(Octets.utf8("guest").toBytes()))).isTrue();
    assertThat(credentials.matches("Guest")).isFalse();
  }

  // ---- the realm

  @Test
  void login_theRealmRefuses_tellsWhat() {
    PbClient client =
        client(
            PbPortal.of(
                    login -> {
                      throw new PbException("twisted.cred.error.LoginDenied", "not today");
                    })
                .users(Map.of("guest", "guest")));
    assertThat(Local.failureOf(client.login("guest", "guest", null)))
        .isInstanceOfSatisfying(
            PbException.class,
            e -> {
              assertThat(e.is("twisted.cred.error.LoginDenied")).isTrue();
              assertThat(e.description()).isEqualTo("not today");
            });
  }

  @Test
  void login_withoutAChecker_isUnhandled() {
    PbClient client = client(PbPortal.of(realm).anonymous());
    assertThat(Local.isRefused(client.login("guest", "guest", null), UNHANDLED)).isTrue();
    PbClient other = client(PbPortal.of(realm).users(Map.of("guest", "guest")));
    assertThat(Local.isRefused(other.loginAnonymous(null), UNHANDLED)).isTrue();
  }

  @Test
  void login_twoAtOnce_areTwoAvatarsThatLogOutOnTheirOwn() throws Exception {
    PbClient client = client(PbPortal.of(realm).users(Map.of("a", "1", "b", "2")));
    var first = client.login("a", "1", null);
    var second = client.login("b", "2", null);
    assertThat(first.join().call("who").join()).isEqualTo("a");
    assertThat(second.join().call("who").join()).isEqualTo("b");
    first.join().close();
    assertThat(next()).isEqualTo("out a");
    client.close();
    assertThat(next()).isEqualTo("out b");
    assertThat(events).isEmpty();
  }

  @Test
  void login_avatarThatCannotBeSent_isLoggedOut() throws Exception {
    PbPortal portal = PbPortal.of(realm).anonymous();
    PbClient client =
        local.client(local.closing(PbServer.start(Local.options().references(1), portal)));
    PbRemote held = client.loginAnonymous(null).join(); // the root and this one
    assertThat(Local.failureOf(client.loginAnonymous(null)))
        .hasMessageContaining("Maximum PB reference count exceeded.");
    assertThat(next()).isEqualTo("out anonymous");
    assertThat(held.call("who").join()).isEqualTo("anonymous");
    assertThat(events).isEmpty();
  }

  @Test
  void login_connectionGoneWhileTheRealmDecides_isLoggedOut() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    PbPortal portal =
        PbPortal.of(
                login -> {
                  asked.countDown();
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    // nobody waits any more, but the decision is made
                  }
                  return realm.avatar(login);
                })
            .anonymous();
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options().timeouts(PbServerOptions.PATIENT.grace(Duration.ofMillis(100))),
                portal));
    try (RawPeer peer = RawPeer.connect(Local.port(server))) {
      peer.send(
          Bananas.bytes(
              "02 82 70 62 07 80 1a 87 01 81 04 82 72 6f 6f 74 0e 82 6c 6f 67 69 6e 41 6e 6f 6e"
                  + "79 6d 6f 75 73 01 81 02 80 0b 87 01 80 01 87 01 80 05 87"));
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
      peer.reset();
    }
    assertThat(next()).isEqualTo("out anonymous");
    assertThat(events).isEmpty();
  }

  // ---- passwords and mechanisms

  @Test
  void loginPassword_whereOthersCouldListen_isRefusedHereAndThere() {
    PbClient client = client(PbPortal.of(realm).passwords((_, _) -> true));
    assertThatThrownBy(() -> client.loginPassword("guest", "secret", null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("(expected: TLS or a UNIX socket)")
        .hasMessageNotContaining("secret");
    assertThat(
            Local.isRefused(
                client
                    .root()
                    .call("loginPassword", Octets.utf8("guest"), Octets.utf8("secret"), null),
                UNHANDLED))
        .isTrue();
  }

  @Test
  void loginPassword_overAUnixSocket_isCheckedAgainstAHash(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("users");
    Files.writeString(file, "guest:" + ShaCryptTest.ABC_PASS_WORD + "\n");
    PbPasswordFile users = PbPasswordFile.of(file);
    PbClient client =
        clientOverUnix(
            PbPortal.of(realm).passwords(users).checker(users), folder.resolve("pb.sock"));
    assertThat(client.loginPassword("guest", "pass word", null).join().call("who").join())
        .isEqualTo("guest");
    assertThat(Local.isRefused(client.loginPassword("guest", "password", null), UNAUTHORIZED))
        .isTrue();
    assertThat(Local.isRefused(client.loginPassword("nobody", "", null), UNAUTHORIZED)).isTrue();
    // a hash cannot answer a challenge
    assertThat(Local.isRefused(client.login("guest", "pass word", null), UNAUTHORIZED)).isTrue();
  }

  @Test
  void mechanism_ofOnesOwn_letsIn() {
    PbClient client =
        client(
            PbPortal.of(realm)
                .mechanism(
                    "loginToken",
                    call -> call.text(0).equals("t0ken") ? Octets.utf8("bearer") : null));
    PbRemote avatar =
        (PbRemote) Local.present(client.root().call("loginToken", "t0ken", null).join());
    assertThat(avatar.call("who").join()).isEqualTo("bearer");
    assertThat(Local.isRefused(client.root().call("loginToken", "other", null), UNAUTHORIZED))
        .isTrue();
    assertThat(Local.isRefused(client.root().call("loginToken"), "builtins.TypeError")).isTrue();
  }

  // ---- the login of 2004

  private PbPortal legacy() {
    return PbPortal.of(realm)
        .users(Map.of("guest", "guest"))
        .legacy((login, service, perspective) ->
            service.equals("chat")
                ? new PbAvatar(
                    PbMethods.of()
                        .on("who", _ -> login.name() + " as " + perspective)
                        .on("mind", _ -> login.mind() instanceof PbRemote),
                    () -> events.add("detached " + perspective))
                : null);
  }

  @Test
  void loginLegacy_rightPassword_attachesToPerspectives() throws Exception {
    PbClient client = client(legacy());
    PbIdentity identity = client.loginLegacy("guest", "guest").join();
    PbRemote own = identity.attach("chat", null, null).join();
    PbRemote other = identity.attach("chat", "admin", PbMethods.of()).join();
    assertThat(own.call("who").join()).isEqualTo("guest as guest");
    assertThat(own.call("mind").join()).isEqualTo(false);
    assertThat(other.call("who").join()).isEqualTo("guest as admin");
    assertThat(other.call("mind").join()).isEqualTo(true);
    assertThat(Local.failureOf(other.call("nonsense")))
        .hasMessageContaining("has no attribute 'perspective_nonsense'");
    assertThat(Local.failureOf(identity.attach("mail", null, null)))
        .isInstanceOfSatisfying(
            PbException.class,
            e -> {
              assertThat(e.is("twisted.cred.error.KeyNotFound")).isTrue();
              assertThat(e.is("builtins.KeyError")).isTrue();
              assertThat(e.description())
                  .isEqualTo("\"No key for service 'mail', perspective 'guest'.\"");
            });
    identity.close();
    own.close(); // which detaches nobody
    assertThat(other.call("who").join()).isEqualTo("guest as admin");
    assertThat(events).isEmpty();
    client.close();
    assertThat(List.of(next(), next()))
        .containsExactlyInAnyOrder("detached guest", "detached admin");
  }

  @Test
  void loginLegacy_wrongInAnyWay_isRefused() {
    PbClient client = client(legacy());
    for (String user : List.of("guest", "nobody")) {
      assertThat(
              Local.isRefused(client.loginLegacy(user, "wrong"), "twisted.cred.error.Unauthorized"))
          .isTrue();
    }
    assertThat(client.login("guest", "guest", null).join().call("who").join()).isEqualTo("guest");
  }

  @Test
  void loginLegacy_notOffered_isNoMethod() {
    PbClient client = client(PbPortal.of(realm).users(Map.of("guest", "guest")));
    assertThat(
            Local.isRefused(
                client.loginLegacy("guest", "guest"), "twisted.spread.flavors.NoSuchMethod"))
        .isTrue();
  }
}
