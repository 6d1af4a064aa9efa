package dev.sennit.ident.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.account.Accounts;
import dev.sennit.ident.policy.Names;
import dev.sennit.ident.policy.PolicyReader;
import dev.sennit.ident.policy.Reading;
import dev.sennit.ident.policy.SystemNames;
import dev.sennit.ident.policy.SystemPolicy;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The same files give the same answers as in oidentd, or another one on purpose.
class OidentdAnswersTest {
  private static final Account ROOT = new Account("root", 0, 0, "/nonexistent", "");
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final IdentConnection CONNECTION =
      new IdentConnection(
          new InetSocketAddress(LOOPBACK, 40_778), new InetSocketAddress(LOOPBACK, 40_777));

  private static final Accounts ACCOUNTS =
      new Accounts() {
        @Override
        public Optional<Account> byUid(long uid) {
          return uid == 0 ? Optional.of(ROOT) : Optional.empty();
        }

        @Override
        public Optional<Account> byName(String name) {
          return name.equals("root") ? Optional.of(ROOT) : Optional.empty();
        }
      };

  private static final Names NAMES = new SystemNames(ACCOUNTS);

  /// @param expected what is answered here
  record Case(String name, String file, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(
            OidentdAnswersTest.class.getResourceAsStream("oidentd-answers.txt"))) {
      String name = "";
      String file = "";
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (line.startsWith("  file")) {
          file = unescape(line.substring(10));
        } else if (line.startsWith("  oidentd")) {
          cases.add(new Case(name, file, unescape(line.substring(10))));
        } else if (line.startsWith("  here")) {
          cases.set(cases.size() - 1, new Case(name, file, unescape(line.substring(10))));
        } else {
          name = line;
        }
      }
    }
    assertThat(cases).hasSizeGreaterThan(45);
    return cases;
  }

  private static String unescape(String text) {
    return text.translateEscapes();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answer_sameFile_isTheSame(Case one) throws Exception {
    byte[] file = one.file().getBytes(StandardCharsets.ISO_8859_1);
    Reading<SystemPolicy> reading = PolicyReader.system(file, NAMES);
    SystemPolicy policy = reading.value();
    assertThat(policy == null ? "refused" : answer(policy)).isEqualTo(one.expected());
  }

  private static String answer(SystemPolicy policy) throws Exception {
    var handler =
        PolicyIdentHandler.of(_ -> OptionalLong.of(0), ACCOUNTS)
            .policy(() -> policy)
            .audit(_ -> {});
    Peer peer = Peer.of(CONNECTION.remote(), CONNECTION.local());
    return switch (handler.answer(CONNECTION, peer)) {
      case UserId(var opsys, _, var id) ->
          opsys + ":" + new String(id.toBytes(), StandardCharsets.ISO_8859_1);
      case Fault(var error) -> error.token();
    };
  }
}
