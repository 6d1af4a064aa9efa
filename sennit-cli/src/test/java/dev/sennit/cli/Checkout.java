package dev.sennit.cli;

import dev.sennit.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A copy of what the script `sennit` needs, with a stand-in for Maven that hands over the jars of
/// this build and writes down that it was called.
record Checkout(Path home, Path bin, Path calls) {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final String SHELL = "sennit-cli/src/main/shell";

  /// What the script may call besides Java and Maven.
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "cat",
          "cp",
          "dirname",
          "find",
          "flock",
          "kill",
          "mkdir",
          "mkfifo",
          "mktemp",
          "mv",
          "readlink",
          "rm",
          "sleep",
          "tail",
          "timeout");

  /// Makes one.
  ///
  /// @param directory empty
  static Checkout in(Path directory) throws IOException {
    Path home = Files.createDirectories(directory.resolve("a checkout"));
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Path calls = directory.resolve("calls");
    Files.copy(
        REPOSITORY.resolve("sennit"), home.resolve("sennit"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(home.resolve(SHELL));
    try (Stream<Path> files = Files.list(REPOSITORY.resolve(SHELL))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(
            file,
            home.resolve(SHELL).resolve(file.getFileName()),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    Files.writeString(home.resolve("sennit-cli/pom.xml"), "<project/>");
    Files.createDirectories(home.resolve(".mvn"));
    for (String tool : TOOLS) {
      Files.createSymbolicLink(bin.resolve(tool), find(tool));
    }
    Checkout checkout = new Checkout(home, bin, calls);
    checkout.maven(
        """
        mkdir -p sennit-cli/target/lib &&
        cp "%1$s"/sennit-cli/target/lib/*.jar sennit-cli/target/lib/ &&
        cp "%1$s"/sennit-cli/target/sennit-cli-*.jar sennit-cli/target/
        """
            .formatted(REPOSITORY));
    return checkout;
  }

  /// Sets what Maven does, a shell script run in the checkout.
  void maven(String script) throws IOException {
    executable(bin.resolve("mvn"), "#!/bin/sh\necho \"$*\" >>'" + calls + "'\n" + script);
  }

  /// How often Maven was called.
  int builds() throws IOException {
    return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
  }

  /// Makes a file of the sources newer than all that is built.
  void touch(String file) throws IOException {
    Files.setLastModifiedTime(home.resolve(file), FileTime.from(Instant.now().plusSeconds(5)));
  }

  /// Starts the script in the root directory.
  ChildProcess start(Path script, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("SENNIT_JVM_DIRECTORY", "/nonexistent");
    builder.environment().putAll(environment);
    return ChildProcess.start(builder);
  }

  static Path executable(Path file, String script) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, script);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path find(String tool) {
    return Stream.of("/bin", "/usr/bin")
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(tool + ": not found"));
  }
}
