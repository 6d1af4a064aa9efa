package dev.sennit.ident.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswdFileTest {
  private static final Account ALICE = new Account("alice", 1000, 100, "/home/alice", "/bin/bash");

  @TempDir private Path directory;

  @Test
  void find_lines_areUsers() throws IOException {
    PasswdFile file =
        PasswdFile.of(
            write("root:x:0:0:root:/root:/bin/sh\nalice:x:1000:100:A:/home/alice:/bin/bash"));

    assertThat(file.byUid(1000)).contains(ALICE);
    assertThat(file.byName("alice")).contains(ALICE);
    assertThat(file.byUid(0).map(Account::name)).contains("root");
    assertThat(file.byUid(5)).isEmpty();
    assertThat(file.byName("Alice")).isEmpty();
  }

  @Test
  void find_twoLinesForANumber_isTheFirst() throws IOException {
    PasswdFile file = PasswdFile.of(write("root:x:0:0::/root:\ntoor:x:0:0::/root:\n"));

    assertThat(file.byUid(0).map(Account::name)).contains("root");
    assertThat(file.byName("toor").map(Account::uid)).contains(0L);
  }

  @Test
  void find_otherLines_arePassedOver() throws IOException {
    PasswdFile file =
        PasswdFile.of(
            write(
                """
                # comment:x:1:1:::
                +::::::
                -bob:x:2:2:::
                short:x:3
                long:x:4:4:a:b:c:d
                :x:5:5:::
                word:x:six:6:::
                minus:x:-7:7:::
                huge:x:4294967296:8:::
                last:x:9:4294967295::/:/bin/false
                """));

    for (long uid = 0; uid < 9; uid++) {
      assertThat(file.byUid(uid)).isEmpty();
    }
    assertThat(file.byUid(9))
        .contains(new Account("last", 9, Account.MAX_NUMBER, "/", "/bin/false"));
  }

  @Test
  void find_afterAChange_isTheNewContentASecondLater() throws IOException {
    AtomicLong nanos = new AtomicLong();
    Path path = write("alice:x:1000:100:A:/home/alice:/bin/bash\n");
    PasswdFile file = new PasswdFile(path, nanos::get);
    assertThat(file.byUid(1000)).isPresent();

    Files.writeString(path, "bob:x:1000:100:A:/home/bob:/bin/bash\n");
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
    assertThat(file.byUid(1000).map(Account::name)).contains("alice");
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
    assertThat(file.byUid(1000).map(Account::name)).contains("bob");
  }

  @Test
  void find_noFile_fails() {
    PasswdFile file = PasswdFile.of(directory.resolve("none"));

    assertThatThrownBy(() -> file.byUid(0)).isInstanceOf(IOException.class);
  }

  @Test
  void find_directory_fails() {
    assertThatThrownBy(() -> PasswdFile.of(directory).byUid(0))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("(expected: a regular file)");
  }

  @Test
  void find_fileTooLarge_fails() throws IOException {
    Path path = directory.resolve("large");
    try (RandomAccessFile large = new RandomAccessFile(path.toFile(), "rw")) {
      large.setLength(PasswdFile.MAX_BYTES + 1L); // a hole: takes no room on the disk
    }

    assertThatThrownBy(() -> PasswdFile.of(path).byUid(0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("too large (expected: at most 16777216 bytes)");
  }

  @Test
  void inRoot_anotherRoot_isRead() throws IOException {
    Files.createDirectory(directory.resolve("etc"));
    Files.writeString(
        directory.resolve("etc/passwd"), "alice:x:1000:100:A:/home/alice:/bin/bash\n");

    assertThat(PasswdFile.inRoot(directory).byUid(1000)).contains(ALICE);
  }

  @Test
  void inRoot_linksOutOfIt_areRefused() throws IOException {
    Files.createDirectory(directory.resolve("etc"));
    Files.createSymbolicLink(directory.resolve("etc/passwd"), Path.of("/etc/passwd"));
    PasswdFile linkedFile = PasswdFile.inRoot(directory);
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.createSymbolicLink(other.resolve("etc"), Path.of("/etc"));

    assertThatThrownBy(() -> linkedFile.byUid(0)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> PasswdFile.inRoot(other)).isInstanceOf(IOException.class);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("passwd"), text);
  }
}
