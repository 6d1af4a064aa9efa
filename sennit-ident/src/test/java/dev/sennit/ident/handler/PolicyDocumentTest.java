package dev.sennit.ident.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.account.Accounts;
import dev.sennit.ident.forward.MasqReader;
import dev.sennit.ident.policy.Names;
import dev.sennit.ident.policy.PolicyReader;
import dev.sennit.ident.policy.SystemNames;
import dev.sennit.ident.policy.SystemPolicy;
import dev.sennit.ident.policy.UserFiles;
import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples of `docs/ident-policy.md` do what they say.
class PolicyDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/ident-policy.md");
  private static final Pattern ANSWER = Pattern.compile("(?m)^# (\\w+), port (\\d+): (.+)$");
  private static final Pattern TOLD = Pattern.compile("(?m)^# ([0-9a-f.:]+): (.+)$");

  @TempDir Path home;

  private record Block(String kind, String text) {}

  private static List<Block> blocks(String... kinds) throws IOException {
    List<Block> blocks = new ArrayList<>();
    Matcher fences =
        Pattern.compile("(?ms)^```([a-z-]+)\n(.*?)^```$").matcher(Files.readString(DOCUMENT));
    while (fences.find()) {
      if (List.of(kinds).contains(fences.group(1))) {
        blocks.add(new Block(fences.group(1), fences.group(2)));
      }
    }
    assertThat(blocks).isNotEmpty();
    return blocks;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Accounts accounts() {
    Map<Long, String> names = Map.of(0L, "root", 1000L, "alice", 1001L, "bob");
    return new Accounts() {
      @Override
      public Optional<Account> byUid(long uid) {
        return Optional.ofNullable(names.get(uid)).map(name -> account(name, uid));
      }

      @Override
      public Optional<Account> byName(String name) {
        return names.entrySet().stream()
            .filter(entry -> entry.getValue().equals(name))
            .map(entry -> account(name, entry.getKey()))
            .findAny();
      }

      private Account account(String name, long uid) {
        return new Account(name, uid, uid, "/nonexistent", "");
      }
    };
  }

  @Test
  void systemFiles_answers_areAsWritten() throws Exception {
    int answers = 0;
    for (Block block : blocks("oidentd-system")) {
      Matcher lines = ANSWER.matcher(block.text());
      SystemPolicy policy = system(block.text(), accounts());
      while (lines.find()) {
        long uid = accounts().byName(lines.group(1)).orElseThrow().uid();
        var handler =
            PolicyIdentHandler.of(_ -> OptionalLong.of(uid), accounts()).policy(() -> policy);
        assertAnswer(handler, lines);
        answers++;
      }
    }
    assertThat(answers).isGreaterThan(3);
  }

  private static SystemPolicy system(String text, Accounts accounts) {
    return PolicyReader.system(bytes(text), new SystemNames(accounts)).orThrow("document");
  }

  private static void assertAnswer(PolicyIdentHandler handler, Matcher line) throws Exception {
    IdentConnection connection =
        new IdentConnection(
            new InetSocketAddress("192.0.2.1", 40_000),
            new InetSocketAddress("192.0.2.9", Integer.parseInt(line.group(2))));
    Peer peer = Peer.of(connection.remote(), connection.local());
    assertThat(text(handler.answer(connection, peer))).as(line.group()).isEqualTo(line.group(3));
  }

  private static String text(IdentAnswer answer) {
    return switch (answer) {
      case UserId(var opsys, _, var id) -> opsys + " " + id.utf8();
      case Fault(var error) -> error.token();
    };
  }

  @Test
  void userFiles_answers_areAsWritten() throws Exception {
    assumeThat(UserFiles.isPossible()).isTrue();
    long uid = Integer.toUnsignedLong((Integer) Files.getAttribute(home, "unix:uid"));
    Account alice = new Account("alice", uid, uid, home.toString(), "");
    Accounts only =
        new Accounts() {
          @Override
          public Optional<Account> byUid(long asked) {
            return asked == uid ? Optional.of(alice) : Optional.empty();
          }

          @Override
          public Optional<Account> byName(String name) {
            return name.equals("alice") ? Optional.of(alice) : Optional.empty();
          }
        };
    String before = "";
    int answers = 0;
    for (Block block : blocks("oidentd-system", "oidentd-user")) {
      if (block.kind().equals("oidentd-user")) {
        SystemPolicy policy = system(before, only);
        Files.writeString(home.resolve(".oidentd.conf"), block.text());
        var handler =
            PolicyIdentHandler.of(_ -> OptionalLong.of(uid), only)
                .policy(() -> policy)
                .files(new UserFiles(Names.NUMBERS));
        for (Matcher lines = ANSWER.matcher(block.text()); lines.find(); answers++) {
          assertAnswer(handler, lines);
        }
      }
      before = block.text();
    }
    assertThat(answers).isEqualTo(3);
  }

  @Test
  void mistakes_places_areAsWritten() throws IOException {
    for (Block block : blocks("oidentd-mistakes")) {
      List<String> expected = block.text().lines().filter(line -> line.startsWith("# ")).toList();
      var reading = PolicyReader.system(bytes(block.text()), new SystemNames(accounts()));
      assertThat(reading.faults()).extracting(fault -> "# " + fault).isEqualTo(expected);
    }
  }

  @Test
  void natTable_answers_areAsWritten() throws IOException {
    for (Block block : blocks("oidentd-masq")) {
      var table = MasqReader.read(bytes(block.text()), Names.NUMBERS).orThrow("document");
      int answers = 0;
      for (Matcher lines = TOLD.matcher(block.text()); lines.find(); answers++) {
        String told =
            table
                .find(InetAddress.ofLiteral(Objects.requireNonNull(lines.group(1))))
                .map(PolicyDocumentTest::text)
                .orElse("nothing");
        assertThat(told).as(lines.group()).isEqualTo(lines.group(2));
      }
      assertThat(answers).isEqualTo(5);
    }
  }
}
