package dev.sennit.ident.handler;

import static dev.sennit.ident.policy.Fixture.ACCOUNTS;
import static dev.sennit.ident.policy.Fixture.system;
import static dev.sennit.ident.policy.Fixture.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.account.Accounts;
import dev.sennit.ident.forward.Forwarder;
import dev.sennit.ident.forward.InsideLookup.Inside;
import dev.sennit.ident.forward.MasqReader;
import dev.sennit.ident.forward.MasqTable;
import dev.sennit.ident.policy.Fixture;
import dev.sennit.ident.policy.UserFiles;
import dev.sennit.ident.registry.IdentRegistry;
import dev.sennit.ident.registry.Place;
import dev.sennit.ident.registry.Registrant;
import dev.sennit.ident.token.AuditRecord;
import dev.sennit.ident.token.Pseudonyms;
import dev.sennit.ident.token.TokenKeys;
import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.net.Peer;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class PolicyIdentHandlerTest {
  private static final Peer PEER =
      Peer.of(new InetSocketAddress("192.0.2.9", 50_000), new InetSocketAddress("192.0.2.1", 113));
  private static final UidLookup ALICE = _ -> OptionalLong.of(1000);
  private static final UidLookup NOBODY = _ -> OptionalLong.empty();
  private static final Duration HOUR = Duration.ofHours(1);

  private final List<Disclosure> audit = new ArrayList<>();

  private PolicyIdentHandler handler(UidLookup lookup) {
    return PolicyIdentHandler.of(lookup, ACCOUNTS).audit(audit::add);
  }

  private static String ask(PolicyIdentHandler handler) throws Exception {
    return text(handler.answer(to(6667), PEER));
  }

  private static String text(IdentAnswer answer) {
    return switch (answer) {
      case UserId(var opsys, var charset, var id) ->
          opsys + (charset == null ? "" : "," + charset) + ":" + id.utf8();
      case Fault(var error) -> error.token();
    };
  }

  @Test
  void answer_nothingSet_isTheRealNameAndNotAudited() throws Exception {
    assertThat(ask(handler(ALICE))).isEqualTo("UNIX:alice");
    assertThat(ask(handler(NOBODY))).isEqualTo("NO-USER");
    assertThat(audit).isEmpty();
  }

  @Test
  void answer_forced_isAuditedWithTheRealUser() throws Exception {
    var handler =
        handler(ALICE).policy(() -> system("user alice { default { force reply paul } }"));
    assertThat(ask(handler)).isEqualTo("UNIX:paul");
    assertThat(audit)
        .singleElement()
        .hasToString(
            "192.0.2.9:50000 asked about 192.0.2.1:40000 192.0.2.9:6667: told UNIX paul, is alice"
                + " uid=1000 (forced reply)");
  }

  @Test
  void answer_numericOrRandom_isOther() throws Exception {
    var numeric = handler(ALICE).policy(() -> system("default { default { force numeric } }"));
    assertThat(ask(numeric)).isEqualTo("OTHER:1000");
    assertThat(ask(numeric.wording(Wording.defaults().otherOpsys("UNIX")))).isEqualTo("UNIX:1000");
    var random = handler(ALICE).policy(() -> system("default { default { force random } }"));
    assertThat(ask(random)).matches("OTHER:[0-9A-Za-z]{11}");
    assertThat(audit).hasSize(3);
  }

  @Test
  void answer_hidden_isHiddenUserAndAudited() throws Exception {
    var handler = handler(ALICE).policy(() -> system("default { default { force hide } }"));
    assertThat(ask(handler)).isEqualTo("HIDDEN-USER");
    assertThat(audit)
        .singleElement()
        .asString()
        .endsWith("told HIDDEN-USER, is alice uid=1000 (forced hide)");
  }

  @Test
  void answer_unnamedUser_isNoUserOrNumber() throws Exception {
    var handler = handler(_ -> OptionalLong.of(4_000_000_000L));
    assertThat(ask(handler)).isEqualTo("NO-USER");
    var numbers = handler.wording(Wording.defaults().numberForUnnamed(true));
    assertThat(ask(numbers)).isEqualTo("OTHER:4000000000");
    assertThat(ask(numbers.policy(() -> system("user 4000000000 { default { force hide } }"))))
        .isEqualTo("HIDDEN-USER");
  }

  @Test
  void answer_failReply_isToldOfNobodysConnections() throws Exception {
    var wording = Wording.defaults().failReply(UserId.unix("nobody"));
    assertThat(ask(handler(NOBODY).wording(wording))).isEqualTo("UNIX:nobody");
    assertThat(ask(handler(ALICE).wording(wording))).isEqualTo("UNIX:alice");
    assertThat(audit).hasSize(1);
  }

  @Test
  void answer_opsysAndCharset_areAsSet() throws Exception {
    var handler =
        handler(ALICE).wording(Wording.defaults().opsys("UNIX-BSD").charset("ISO-8859-1"));
    assertThat(ask(handler)).isEqualTo("UNIX-BSD,ISO-8859-1:alice");
    var umlaut = new Account("märz", 7, 7, "", "");
    var accounts = only(umlaut);
    var latin = PolicyIdentHandler.of(_ -> OptionalLong.of(7), accounts);
    assertThat(latin.wording(Wording.defaults().charset("ISO-8859-1")).answer(to(1), PEER))
        .isEqualTo(
            new UserId(
                "UNIX", "ISO-8859-1", Octets.of("märz".getBytes(StandardCharsets.ISO_8859_1))));
    assertThatThrownBy(
            () -> latin.wording(Wording.defaults().charset("US-ASCII")).answer(to(1), PEER))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Accounts only(Account account) {
    return new Accounts() {
      @Override
      public Optional<Account> byUid(long uid) {
        return uid == account.uid() ? Optional.of(account) : Optional.empty();
      }

      @Override
      public Optional<Account> byName(String name) {
        return name.equals(account.name()) ? Optional.of(account) : Optional.empty();
      }
    };
  }

  @Test
  void answer_tokenStyle_decryptsToTheUser() throws Exception {
    TokenKeys keys = TokenKeys.of(TokenKeys.generate());
    String told = ask(handler(ALICE).style(new IdStyle.Token(keys)));
    assertThat(told).startsWith("OTHER:");
    AuditRecord record = keys.open(told.substring(6)).orElseThrow();
    assertThat(record.uid()).isEqualTo(1000);
    assertThat(record.local()).isEqualTo(to(6667).local());
    assertThat(record.remote()).isEqualTo(to(6667).remote());
    assertThat(audit).hasSize(1);
  }

  @Test
  void answer_pseudonymStyle_isStable() throws Exception {
    var handler =
        handler(ALICE).style(new IdStyle.Pseudonym(new Pseudonyms(TokenKeys.generate(), 9)));
    String told = ask(handler);
    assertThat(told).matches("OTHER:[a-z][a-z0-9]{8}");
    assertThat(ask(handler)).isEqualTo(told);
  }

  @Test
  void answer_numericStyle_givesWayToPolicy() throws Exception {
    var handler = handler(ALICE).style(IdStyle.Numeric.UID);
    assertThat(ask(handler)).isEqualTo("OTHER:1000");
    assertThat(ask(handler.policy(() -> system("default { default { force reply x } }"))))
        .isEqualTo("UNIX:x");
  }

  @Test
  void answer_userFiles_areWeighed(@TempDir Path home) throws Exception {
    org.assertj.core.api.Assumptions.assumeThat(UserFiles.isPossible()).isTrue();
    int uid = (Integer) Files.getAttribute(home, "unix:uid");
    Accounts accounts = only(new Account("me", uid, uid, home.toString(), ""));
    var handler =
        PolicyIdentHandler.of(_ -> OptionalLong.of(uid), accounts)
            .files(new UserFiles(Fixture.NAMES, true, true));
    Files.writeString(home.resolve(".oidentd.conf"), "global { numeric }");
    assertThat(ask(handler)).isEqualTo("UNIX:me");
    var allowed = handler.policy(() -> system("default { default { allow numeric } }"));
    assertThat(ask(allowed)).isEqualTo("OTHER:" + uid);
    Files.writeString(home.resolve(".noident"), "");
    assertThat(ask(allowed)).isEqualTo("HIDDEN-USER");
    assertThat(ask(handler.policy(() -> system("default { default { force random_numeric } }"))))
        .startsWith("OTHER:user");
  }

  private static Forwarder forwarder(IdentAnswer answer, List<String> asked) {
    return new Forwarder(
        (target, query) -> {
          asked.add(Peer.forLog(target) + " " + query.serverPort() + "," + query.clientPort());
          return CompletableFuture.completedFuture(answer);
        },
        Forwarder.MAX_DEADLINE,
        _ -> false);
  }

  @Test
  void answer_forcedForward_asksAndTells() throws Exception {
    List<String> asked = new ArrayList<>();
    var handler =
        handler(ALICE)
            .policy(() -> system("user alice { default { force forward 127.0.0.1 1113 } }"));
    assertThat(ask(handler)).isEqualTo("HIDDEN-USER"); // nobody there who could ask
    assertThat(ask(handler.forwarder(forwarder(UserId.unix(" paul x"), asked))))
        .isEqualTo("UNIX:paul");
    assertThat(ask(handler.forwarder(forwarder(Fault.NO_USER, asked)))).isEqualTo("HIDDEN-USER");
    assertThat(asked).containsExactly("127.0.0.1:1113 40000,6667", "127.0.0.1:1113 40000,6667");
  }

  @Test
  void answer_missWhileRootForwards_asksNobody() throws Exception {
    List<String> asked = new ArrayList<>();
    var handler =
        handler(NOBODY)
            .policy(() -> system("user root { default { force forward 127.0.0.1 1113 } }"))
            .forwarder(forwarder(UserId.unix("x"), asked));
    assertThat(ask(handler)).isEqualTo("NO-USER");
    assertThat(asked).isEmpty();
    assertThat(audit).isEmpty();
  }

  private static MasqTable table() {
    byte[] file = "10.0.0.7 listed UNIX-BSD\n".getBytes(StandardCharsets.US_ASCII);
    return MasqReader.read(file, Fixture.NAMES).orThrow("masq");
  }

  private PolicyIdentHandler inside(int port, boolean tableFirst, Forwarder forwarder) {
    Inside host = new Inside.Host(InetAddress.ofLiteral("10.0.0.7"), new IdentQuery(5_000, 6667));
    return handler(NOBODY)
        .nat(new Nat(_ -> Optional.of(host), PolicyIdentHandlerTest::table, port, tableFirst))
        .forwarder(forwarder);
  }

  @Test
  void answer_hostInside_isListedOrAsked() throws Exception {
    List<String> asked = new ArrayList<>();
    Forwarder knows = forwarder(UserId.unix("inner"), asked);
    Forwarder fails = forwarder(Fault.NO_USER, asked);
    assertThat(ask(inside(0, false, knows))).isEqualTo("UNIX-BSD:listed");
    assertThat(ask(inside(113, true, knows))).isEqualTo("UNIX-BSD:listed");
    assertThat(asked).isEmpty();
    assertThat(ask(inside(113, false, knows))).isEqualTo("UNIX:inner");
    assertThat(ask(inside(113, false, fails))).isEqualTo("UNIX-BSD:listed");
    assertThat(asked).containsExactly("10.0.0.7:113 5000,6667", "10.0.0.7:113 5000,6667");
    assertThat(audit).hasSize(4);
  }

  @Test
  void answer_translatedConnectionOfThisMachine_isItsUsers() throws Exception {
    IdentConnection before = Fixture.connection("10.0.0.1", 7, "192.0.2.9", 6667);
    UidLookup lookup =
        connection -> connection.equals(before) ? OptionalLong.of(1000) : OptionalLong.empty();
    var handler =
        handler(lookup)
            .nat(
                new Nat(
                    _ -> Optional.of(new Inside.Local(before)), () -> MasqTable.EMPTY, 0, false));
    assertThat(ask(handler)).isEqualTo("UNIX:alice");
  }

  @Test
  void answer_registeredByThisProgram_isTold() throws Exception {
    IdentRegistry registry = new IdentRegistry();
    var handler = handler(ALICE).registry(registry, Duration.ZERO);
    assertThat(ask(handler)).isEqualTo("UNIX:alice");
    registry.register(Registrant.SELF, new Place.Exact(to(6667)), Octets.utf8("paul"), HOUR);
    assertThat(ask(handler)).isEqualTo("UNIX:paul");
    assertThat(ask(handler(NOBODY).registry(registry, Duration.ZERO))).isEqualTo("UNIX:paul");
    assertThat(audit)
        .extracting(Disclosure::reason)
        .containsExactly("registered by this program", "registered by this program");
  }

  @Test
  void answer_registeredByTheOwner_followsTheSpoofRules() throws Exception {
    IdentRegistry registry = new IdentRegistry();
    var handler = handler(ALICE).registry(registry, Duration.ZERO);
    var allowed = handler.policy(() -> system("default { default { allow spoof } }"));
    registry.register(
        new Registrant(1000, false), new Place.Exact(to(6667)), Octets.utf8("paul"), HOUR);
    assertThat(ask(handler)).isEqualTo("UNIX:alice");
    assertThat(ask(allowed)).isEqualTo("UNIX:paul");
    registry.register(
        new Registrant(1000, false), new Place.Exact(to(6667)), Octets.utf8("bob"), HOUR);
    assertThat(ask(allowed)).isEqualTo("UNIX:alice");
    assertThat(ask(handler.policy(() -> system("default { default { force hide } }"))))
        .isEqualTo("HIDDEN-USER");
  }

  @Test
  void answer_registeredByAnotherUser_doesNotCount() throws Exception {
    IdentRegistry registry = new IdentRegistry();
    registry.register(
        new Registrant(1001, false), new Place.Exact(to(6667)), Octets.utf8("evil"), HOUR);
    var handler =
        handler(ALICE)
            .registry(registry, Duration.ZERO)
            .policy(() -> system("default { default { allow spoof } }"));
    assertThat(ask(handler)).isEqualTo("UNIX:alice");
    assertThat(ask(handler(NOBODY).registry(registry, Duration.ZERO))).isEqualTo("NO-USER");
  }

  @Test
  void answer_heldQuery_getsTheLateRegistration() {
    IdentRegistry registry = new IdentRegistry();
    registry.expect(1000);
    for (UidLookup lookup : List.of(ALICE, NOBODY)) {
      IdentConnection connection = to(lookup.equals(ALICE) ? 1 : 2);
      AtomicReference<String> told = new AtomicReference<>("");
      Thread.ofVirtual()
          .start(() -> {
            try {
              var handler = PolicyIdentHandler.of(lookup, ACCOUNTS);
              told.set(
                  text(
                      handler.registry(registry, IdentRegistry.MAX_HOLD).answer(connection, PEER)));
            } catch (IOException | InterruptedException e) {
              told.set(e.toString());
            }
          });
      await().until(() -> registry.waiting() == 1 || !told.get().isEmpty());
      registry.register(Registrant.SELF, new Place.Exact(connection), Octets.utf8("late"), HOUR);
      await().until(() -> !told.get().isEmpty());
      assertThat(told.get()).isEqualTo("UNIX:late");
    }
  }

  @Test
  void answer_holdOver_isWhatItWouldHaveBeen() throws Exception {
    IdentRegistry registry = new IdentRegistry();
    registry.expect(1000);
    Duration hold = Duration.ofMillis(20);
    assertThat(ask(handler(ALICE).registry(registry, hold))).isEqualTo("UNIX:alice");
    assertThat(ask(handler(NOBODY).registry(registry, hold))).isEqualTo("NO-USER");
    assertThatThrownBy(() -> handler(ALICE).registry(registry, Duration.ofMillis(2_001)))
        .hasMessageContaining("hold");
  }

  /// What both ways ask of the outside, in order.
  @Test
  void answer_missAndHidden_doTheSame() throws Exception {
    List<String> steps = new ArrayList<>();
    Accounts accounts =
        new Accounts() {
          @Override
          public Optional<Account> byUid(long uid) {
            steps.add("account");
            return Optional.of(new Account("u" + uid, uid, 0, "/nonexistent", ""));
          }

          @Override
          public Optional<Account> byName(String name) {
            steps.add("name");
            return Optional.empty();
          }
        };
    var policy = system("default { default { force hide } }");
    List<List<String>> ways = new ArrayList<>();
    for (UidLookup lookup : List.of(ALICE, NOBODY)) {
      steps.clear();
      var handler =
          PolicyIdentHandler.of(
                  connection -> {
                    steps.add("kernel");
                    return lookup.uid(connection);
                  },
                  accounts)
              .policy(() -> {
                steps.add("policy");
                return policy;
              })
              .nat(
                  new Nat(
                      _ -> {
                        steps.add("nat");
                        return Optional.empty();
                      },
                      () -> MasqTable.EMPTY,
                      0,
                      false));
      ways.add(List.of(ask(handler)));
      steps.sort(null);
      ways.add(List.copyOf(steps));
    }
    assertThat(ways.get(0)).containsExactly("HIDDEN-USER");
    assertThat(ways.get(2)).containsExactly("NO-USER");
    assertThat(ways.get(1))
        .containsExactly("account", "kernel", "nat", "policy")
        .isEqualTo(ways.get(3));
  }

  @Test
  void answer_kernelOrAccountsFail_throws() {
    UidLookup broken =
        _ -> {
          throw new IOException("netlink");
        };
    assertThatThrownBy(() -> ask(handler(broken))).isInstanceOf(IOException.class);
  }

  @Test
  void fixed_anyConnection_isTheSame() {
    var handler = new FixedIdentHandler(UserId.unix("x"));
    assertThat(text(handler.answer(to(1), PEER))).isEqualTo("UNIX:x");
  }
}
