package dev.sennit.ident.policy;

import static dev.sennit.ident.policy.Fixture.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sennit.ident.account.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class UserFilesTest {
  private static final Statement HIDE = new Statement.Plain(Capability.HIDE);
  private static final Statement NUMERIC = new Statement.Plain(Capability.NUMERIC);

  private final UserFiles files = new UserFiles(Fixture.NAMES);
  private final UserFiles all = new UserFiles(Fixture.NAMES, true, true);

  @TempDir Path home;
  private Account owner = Fixture.ALICE;

  @BeforeEach
  void homeIsOurs() throws IOException {
    assumeThat(UserFiles.isPossible()).isTrue();
    int uid = (Integer) Files.getAttribute(home, "unix:uid");
    owner = new Account("me", uid, uid, home.toString(), "");
  }

  private @Nullable Statement wish() {
    return files.policy(owner).wish(to(6667));
  }

  private void write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void policy_noFile_isNone() {
    assertThat(files.policy(owner)).isEqualTo(UserPolicy.NONE);
  }

  @Test
  void policy_file_isRead() throws IOException {
    write(".oidentd.conf", "global { hide }");
    assertThat(wish()).isEqualTo(HIDE);
  }

  @Test
  void policy_bothFiles_takesTheOneInConfig() throws IOException {
    write(".oidentd.conf", "global { hide }");
    write(".config/oidentd.conf", "global { numeric }");
    assertThat(wish()).isEqualTo(NUMERIC);
  }

  @Test
  void policy_fileInConfigThatCannotBeUsed_takesTheOther() throws IOException {
    write(".oidentd.conf", "global { hide }");
    Files.createDirectories(home.resolve(".config/oidentd.conf"));
    assertThat(wish()).isEqualTo(HIDE);
  }

  @Test
  void policy_fileWithMistake_isNone() throws IOException {
    write(".oidentd.conf", "global { hide } rubbish");
    assertThat(wish()).isNull();
  }

  @Test
  void policy_changedFile_isReadAgain() throws IOException {
    write(".oidentd.conf", "global { hide }");
    assertThat(wish()).isEqualTo(HIDE);
    write(".oidentd.conf", "global { numeric }");
    assertThat(wish()).isEqualTo(NUMERIC);
    Files.delete(home.resolve(".oidentd.conf"));
    assertThat(wish()).isNull();
  }

  @Test
  void policy_replacedFileOfSameSizeAndTime_isReadAgain() throws IOException {
    FileTime time = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    write(".oidentd.conf", "fport 6667 { hide }");
    Files.setLastModifiedTime(home.resolve(".oidentd.conf"), time);
    assertThat(wish()).isEqualTo(HIDE);
    write("new", "fport 6666 { hide }");
    Files.setLastModifiedTime(home.resolve("new"), time);
    Files.move(
        home.resolve("new"),
        home.resolve(".oidentd.conf"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(wish()).isNull();
  }

  @Test
  void policy_unchangedFile_isParsedOnce() throws IOException {
    write(".oidentd.conf", "global { hide }");
    assertThat(files.policy(owner)).isSameAs(files.policy(owner));
  }

  @Test
  void policy_fileOfAnotherUser_isNotUsed() throws IOException {
    write(".oidentd.conf", "global { hide }");
    owner = new Account("other", owner.uid() + 1, 1, home.toString(), "");
    assertThat(wish()).isNull();
  }

  @Test
  void policy_symbolicLink_isNotFollowed() throws IOException {
    write("elsewhere", "global { hide }");
    Files.createSymbolicLink(home.resolve(".oidentd.conf"), home.resolve("elsewhere"));
    assertThat(wish()).isNull();
  }

  @Test
  void read_symbolicLink_isRefused() throws IOException {
    write("elsewhere", "global { hide }");
    Path link = home.resolve(".oidentd.conf");
    Files.createSymbolicLink(link, home.resolve("elsewhere"));
    assertThat(failure(link)).contains("no regular file");
  }

  @Test
  void read_fifo_isRefusedWithoutWaiting() throws Exception {
    Path fifo = home.resolve(".oidentd.conf");
    assumeThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    assertThat(failure(fifo)).contains("no regular file");
    assertThat(wish()).isNull();
  }

  @Test
  void read_folderOrForeignOrLargeFile_isRefused() throws IOException {
    assertThat(failure(home)).contains("no regular file");
    assertThat(failure(home.resolve("missing"))).contains("cannot be opened");
    write("large", "#".repeat(PolicyReader.MAX_USER_BYTES + 1));
    assertThat(failure(home.resolve("large"))).contains("too long");
    write("foreign", "x");
    owner = new Account("other", owner.uid() + 1, 1, home.toString(), "");
    assertThat(failure(home.resolve("foreign"))).contains("owner ");
  }

  private String failure(Path path) {
    try {
      OwnedFile.read(path, owner.uid(), PolicyReader.MAX_USER_BYTES);
      return "none";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void read_manyTimes_leavesNoDescriptorOpen() throws IOException {
    write(".oidentd.conf", "global { hide }");
    Path path = home.resolve(".oidentd.conf");
    for (int i = 0; i < 100; i++) {
      OwnedFile.read(path, owner.uid(), 100);
      failure(home);
    }
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      long left =
          open.filter(
                  fd -> {
                    try {
                      return Files.readSymbolicLink(fd).startsWith(home);
                    } catch (IOException e) {
                      return false;
                    }
                  })
              .count();
      assertThat(left).isZero();
    }
  }

  @Test
  void policy_homeThatIsNoAbsolutePath_isNone() {
    for (String home : new String[] {"", "relative", "/x\0y"}) {
      owner = new Account("me", 1, 1, home, "");
      assertThat(wish()).isNull();
      assertThat(all.hides(owner)).isFalse();
    }
  }

  @Test
  void hides_noidentOfAnyKind_isTrue() throws IOException {
    assertThat(all.hides(owner)).isFalse();
    Files.createSymbolicLink(home.resolve(".noident"), Path.of("/nonexistent/x"));
    assertThat(files.hides(owner)).isFalse();
    assertThat(all.hides(owner)).isTrue();
  }

  @Test
  void onlyNoident_policyAndIdent_areNotRead() throws IOException {
    UserFiles only = UserFiles.onlyNoident(Fixture.NAMES);
    write(".oidentd.conf", "global { hide }");
    write(".ident", "one\n");
    assertThat(only.wish(owner, to(6667))).isNull();
    assertThat(only.hides(owner)).isFalse();
    write(".noident", "");
    assertThat(only.hides(owner)).isTrue();
  }

  @Test
  void identReplies_lines_areTheReplies() throws IOException {
    assertThat(files.identReplies(owner)).isNull();
    write(".ident", "\n one \r\ntwo words\n" + "x".repeat(513) + "\n" + "y\n".repeat(30));
    var replies = files.identReplies(owner);
    assertThat(replies).isNotNull();
    Objects.requireNonNull(replies);
    assertThat(replies.texts()).hasSize(20);
    assertThat(replies.texts().get(0).utf8()).isEqualTo("one");
    assertThat(files.wish(owner, to(1))).isNull();
    assertThat(all.wish(owner, to(1))).isEqualTo(replies);
    write(".oidentd.conf", "global { hide }");
    assertThat(all.wish(owner, to(1))).isEqualTo(HIDE);
    assertThat(replies.texts().get(1).utf8()).isEqualTo("two words");
  }
}
