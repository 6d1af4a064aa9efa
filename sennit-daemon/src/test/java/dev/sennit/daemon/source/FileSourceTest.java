package dev.sennit.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileSourceTest {
  @TempDir Path directory;

  @Test
  void find_changedInPlace_seesTheNewContent() throws Exception {
    Path file = write("a 1\n");
    try (FileSource source = new FileSource(FileSource.Settings.of(file))) {
      assertThat(source.find(Octets.utf8("a"))).isEqualTo(Found.of("1"));
      Files.writeString(file, "b 2\n", StandardOpenOption.APPEND);
      awaitValue(source, "b", "2");
      assertThat(source.find(Octets.utf8("a"))).isEqualTo(Found.of("1"));
    }
  }

  @Test
  void find_renamedOver_seesTheNewContent() throws Exception {
    Path file = write("a 1\n");
    try (FileSource source = new FileSource(FileSource.Settings.of(file))) {
      Path next = Files.writeString(directory.resolve("next"), "a 2\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      awaitValue(source, "a", "2");
    }
  }

  @Test
  void find_linkTurned_isNoticedWithoutAnEventHere() throws Exception {
    Path one = Files.createDirectory(directory.resolve("1"));
    Path two = Files.createDirectory(directory.resolve("2"));
    Files.writeString(one.resolve("t"), "a 1\n");
    Path link = Files.createSymbolicLink(directory.resolve("t"), one.resolve("t"));
    FileSource.Settings settings = new FileSource.Settings(link, true, Duration.ofMillis(50));
    try (FileSource source = new FileSource(settings)) {
      assertThat(source.find(Octets.utf8("a"))).isEqualTo(Found.of("1"));
      Files.writeString(two.resolve("t"), "a 2\n");
      Files.move(two.resolve("t"), one.resolve("t"), StandardCopyOption.REPLACE_EXISTING);
      awaitValue(source, "a", "2");
    }
  }

  @Test
  void find_newContentWithMistake_keepsTheOldUntilItIsMended() throws Exception {
    Path file = write("a 1\n");
    try (FileSource source = new FileSource(FileSource.Settings.of(file))) {
      Files.writeString(file, "a 2\nbad\n");
      assertThat(source.reload()).isFalse();
      assertThat(source.find(Octets.utf8("a"))).isEqualTo(Found.of("1"));
      Files.writeString(file, "a 3\n");
      assertThat(source.reload()).isTrue();
      assertThat(source.find(Octets.utf8("a"))).isEqualTo(Found.of("3"));
    }
  }

  @Test
  void find_fileGone_keepsTheOldUntilItIsBack() throws Exception {
    Path file = write("a 1\n");
    try (FileSource source = new FileSource(FileSource.Settings.of(file))) {
      Files.delete(file);
      assertThat(source.reload()).isFalse();
      assertThat(source.find(Octets.utf8("a"))).isEqualTo(Found.of("1"));
      write("a 2\n");
      awaitValue(source, "a", "2");
    }
  }

  @Test
  void find_keyNotThere_isNotFound() throws Exception {
    try (FileSource source = new FileSource(FileSource.Settings.of(write("a 1\n")))) {
      assertThat(source.find(Octets.utf8("b"))).isEqualTo(NotFound.INSTANCE);
      assertThat(source.find(Octets.EMPTY)).isEqualTo(NotFound.INSTANCE);
      assertThat(source.mayBlock()).isFalse();
    }
  }

  @Test
  void create_fileWithMistakeOrMissing_isRefused() throws Exception {
    Path file = write("ok v\nbad\n");
    assertThatThrownBy(() -> new FileSource(FileSource.Settings.of(file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ", line 2: bad (expected: a key, a blank and a value)");
    assertThatThrownBy(() -> new FileSource(FileSource.Settings.of(directory.resolve("no"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("file: " + directory.resolve("no") + " (expected: a file");
  }

  @Test
  void regex_changedFile_seesTheNewRules() throws Exception {
    Path file = write("/^(.+)@x$/ $1\n");
    try (RegexSource source = new RegexSource(RegexSource.Settings.of(file))) {
      assertThat(source.mayBlock()).isTrue(); // many patterns and a long key take their time
      assertThat(source.find(Octets.utf8("a@x"))).isEqualTo(Found.of("a"));
      assertThat(source.find(Octets.of((byte) 0xff))).isEqualTo(NotFound.INSTANCE);
      Files.writeString(file, "/^(.+)@x$/ new-$1\n");
      await()
          .untilAsserted(
              () -> assertThat(source.find(Octets.utf8("a@x"))).isEqualTo(Found.of("new-a")));
      Files.writeString(file, "/(/ x\n");
      assertThat(source.reload()).isFalse();
      assertThat(source.find(Octets.utf8("a@x"))).isEqualTo(Found.of("new-a"));
    }
  }

  @Test
  void static_entries_areFoldedAndChecked() {
    Octets value = Octets.utf8("v");
    StaticSource source = new StaticSource(Map.of(Octets.utf8("Alice"), value), true);
    assertThat(source.find(Octets.utf8("alice"))).isEqualTo(new Found(value));
    assertThat(source.find(Octets.utf8("bob"))).isEqualTo(NotFound.INSTANCE);
    assertThatThrownBy(() -> new StaticSource(Map.of(value, Octets.EMPTY), true))
        .hasMessage("entry v: value: empty (expected: some text)");
    assertThatThrownBy(() -> new StaticSource(Map.of(value, value, Octets.utf8("V"), value), true))
        .hasMessageEndingWith("(expected: keys that differ not only in case)");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("table"), text);
  }

  private static void awaitValue(FileSource source, String key, String value) {
    await()
        .untilAsserted(() -> assertThat(source.find(Octets.utf8(key))).isEqualTo(Found.of(value)));
  }
}
