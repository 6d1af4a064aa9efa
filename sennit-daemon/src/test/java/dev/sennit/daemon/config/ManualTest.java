package dev.sennit.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The manual and the packaged file say what the reader understands.
class ManualTest {
  private static final Path MANUAL = Path.of("../docs/configure.md");
  private static final Path PACKAGED = Path.of("packaging/sennitd.toml");
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "^```toml( fragment| files)?\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final String LISTENER =
      "\n[[maps]]\nprotocol = \"socketmap\"\nlisten = \"tcp:0:interface=127.0.0.1\"\n";

  @TempDir Path directory;

  private List<ConfigFault> faults(String toml) throws IOException {
    for (String name :
        List.of("virtual", "patterns", "password", "aliases.sqlite", "oidentd.conf", "pb.users")) {
      if (!Files.exists(directory.resolve(name))) {
        Files.createFile(
            directory.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
    }
    return switch (new ConfigReader(directory, directory).read(toml)) {
      case ConfigReader.Result.Good _ -> List.of();
      case ConfigReader.Result.Bad(List<ConfigFault> faults) -> faults;
    };
  }

  @TestFactory
  Stream<DynamicTest> read_examplesOfTheManual_areGood() throws IOException {
    List<MatchResult> examples = EXAMPLE.matcher(Files.readString(MANUAL)).results().toList();
    assertThat(examples).hasSizeGreaterThan(6);
    return examples.stream()
        .map(example -> {
          String toml = example.group(2);
          String whole =
              Stream.of("[[maps]]", "[ident]", "[amp]", "[pb]").anyMatch(toml::contains)
                  ? toml
                  : toml + LISTENER;
          return DynamicTest.dynamicTest(
              toml.lines().findFirst().orElse(""), () -> assertThat(faults(whole)).isEmpty());
        });
  }

  @Test
  void knownKeys_all_areInTheManual() throws IOException {
    String manual = Files.readString(MANUAL);
    for (Map.Entry<String, Set<String>> section : ConfigReader.knownKeys().entrySet()) {
      for (String key : section.getValue()) {
        assertThat(manual)
            .as("key %s of section %s", key, section.getKey())
            .containsPattern("(?m)^\\| [^|]*`" + Pattern.quote(key) + "`");
      }
    }
  }

  @Test
  void read_packagedFile_isGood() throws IOException {
    assertThat(faults(Files.readString(PACKAGED))).isEmpty();
  }

  @Test
  void read_packagedFileWithItsExamples_isGood() throws IOException {
    String all = Files.readString(PACKAGED).replaceAll("(?m)^# (\\[|[a-z-]+ = )", "$1");
    assertThat(all).contains("\n[limits]").contains("\n[table.people]");
    assertThat(faults(all)).isEmpty();
  }
}
