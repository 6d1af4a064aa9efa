package dev.sennit.ident.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.account.Accounts;
import dev.sennit.ident.policy.PolicyReader;
import dev.sennit.ident.policy.SystemNames;
import dev.sennit.ident.policy.SystemPolicy;
import dev.sennit.ident.policy.UserFiles;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same files of users give the same answers as in oidentd.
class OidentdUserAnswersTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final Account BOB = new Account("bob", 0xfff_fff0L, 1, "/nonexistent", "");

  @TempDir Path home;

  record Case(String name, String system, String user, int port, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(
            OidentdUserAnswersTest.class.getResourceAsStream("oidentd-user-answers.txt"))) {
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#") && !line.isBlank())
              .toList();
      for (int i = 0; i + 4 < lines.size(); i += 5) {
        cases.add(
            new Case(
                lines.get(i),
                lines.get(i + 1).substring(10),
                lines.get(i + 2).substring(10),
                Integer.parseInt(lines.get(i + 3).substring(10)),
                lines.get(i + 4).substring(10)));
      }
    }
    assertThat(cases).hasSizeGreaterThan(25);
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answer_sameFiles_isTheSame(Case one) throws Exception {
    assumeThat(UserFiles.isPossible()).isTrue();
    long uid = Integer.toUnsignedLong((Integer) Files.getAttribute(home, "unix:uid"));
    Accounts accounts = accounts(new Account("alice", uid, uid, home.toString(), ""));
    SystemNames names = new SystemNames(accounts);
    byte[] file = one.system().getBytes(StandardCharsets.US_ASCII);
    SystemPolicy policy = PolicyReader.system(file, names).orThrow("system");
    Files.writeString(home.resolve(".oidentd.conf"), one.user());
    var handler =
        PolicyIdentHandler.of(_ -> OptionalLong.of(uid), accounts)
            .policy(() -> policy)
            .files(new UserFiles(names))
            .audit(_ -> {});
    IdentConnection connection =
        new IdentConnection(
            new InetSocketAddress(LOOPBACK, 40_778), new InetSocketAddress(LOOPBACK, one.port()));
    Peer peer = Peer.of(connection.remote(), connection.local());
    String told =
        switch (handler.answer(connection, peer)) {
          case UserId(var opsys, _, var id) -> opsys + ":" + id.utf8();
          case Fault(var error) -> error.token();
        };
    assertThat(told.replace(":" + uid, ":1000")).isEqualTo(one.expected());
  }

  private static Accounts accounts(Account alice) {
    return new Accounts() {
      @Override
      public Optional<Account> byUid(long uid) {
        return uid == alice.uid() ? Optional.of(alice) : Optional.empty();
      }

      @Override
      public Optional<Account> byName(String name) {
        return switch (name) {
          case "alice" -> Optional.of(alice);
          case "bob" -> Optional.of(BOB);
          default -> Optional.empty();
        };
      }
    };
  }
}
