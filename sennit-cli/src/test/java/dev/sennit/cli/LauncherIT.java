package dev.sennit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.testkit.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The script `sennit` itself.
@Timeout(120)
class LauncherIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Map<String, String> REAL_JAVA =
      Map.of("JAVA_HOME", System.getProperty("java.home"));

  private final Path directory;
  private final Checkout checkout;

  LauncherIT(@TempDir Path directory) throws IOException {
    this.directory = directory;
    checkout = Checkout.in(directory);
  }

  @Test
  void run_noJdk_saysWhatIsMissing() throws IOException {
    try (ChildProcess sennit = sennit(Map.of(), "--version")) {
      assertThat(sennit.awaitExit(LONG)).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(sennit.errors())
          .startsWith("sennit: no JDK 25 or newer found (expected: in JAVA_HOME");
      assertThat(sennit.output()).isEmpty();
    }
    assertThat(checkout.builds()).isZero();
  }

  @Test
  void run_oldJdkOnly_saysWhatIsMissing() throws IOException {
    Path old = jdk("17.0.15", "exit 99");

    try (ChildProcess sennit = sennit(Map.of("JAVA_HOME", old.toString()), "--version")) {
      assertThat(sennit.awaitExit(LONG)).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(sennit.errors()).contains("no JDK 25");
    }
  }

  @Test
  void run_jdkOnPathOrInTheUsualPlace_isFound() throws IOException {
    Path jdk = jdk("25.0.3", "echo it was me");
    Files.createSymbolicLink(checkout.bin().resolve("java"), jdk.resolve("bin/java"));
    try (ChildProcess sennit = sennit(Map.of(), "--version")) {
      assertThat(sennit.awaitExit(LONG)).isZero();
      assertThat(sennit.output()).isEqualTo("it was me\n");
    }

    Files.delete(checkout.bin().resolve("java"));
    String place = directory.resolve("jdks").toString();
    try (ChildProcess sennit = sennit(Map.of("SENNIT_JVM_DIRECTORY", place), "--version")) {
      assertThat(sennit.awaitExit(LONG)).isZero();
      assertThat(sennit.output()).isEqualTo("it was me\n");
    }
  }

  @Test
  void run_throughLinksFromElsewhere_buildsOnceAndRuns() throws IOException {
    Path links = Files.createDirectories(directory.resolve("my links"));
    Files.createSymbolicLink(links.resolve("first"), checkout.home().resolve("sennit"));
    Path link = Files.createSymbolicLink(links.resolve("second"), Path.of("first"));

    Map<String, String> java = Map.of("JAVA_HOME", jdk("25", "echo it was me").toString());

    for (int run = 0; run < 2; run++) {
      try (ChildProcess sennit = checkout.start(link, java, "--version")) {
        assertThat(sennit.awaitExit(LONG)).isZero();
        assertThat(sennit.output()).isEqualTo("it was me\n");
        assertThat(sennit.errors()).isEqualTo(run == 0 ? "Building Sennit, once...\n" : "");
      }
    }
    assertThat(checkout.builds()).isOne();
  }

  @Test
  void run_cacheIsRubbish_saysNothing() throws IOException {
    run(Map.of("JAVA_HOME", jdk("25", "exit 0").toString()));
    Files.writeString(checkout.home().resolve("target/sennit/cli.aot"), "rubbish");

    try (ChildProcess sennit = sennit(REAL_JAVA, "--version")) {
      assertThat(sennit.awaitExit(LONG)).isZero();
      assertThat(sennit.output()).startsWith("sennit 0.").hasLineCount(1);
      assertThat(sennit.errors()).isEmpty();
    }
  }

  @Test
  void run_sourceIsNewer_buildsAgain() throws IOException {
    Map<String, String> java = Map.of("JAVA_HOME", jdk("25", "exit 0").toString());
    run(java);
    checkout.touch("sennit-cli/pom.xml");

    run(java);

    assertThat(checkout.builds()).isEqualTo(2);
  }

  @Test
  void run_twoAtOnce_buildOnce() throws IOException {
    Map<String, String> java = Map.of("JAVA_HOME", jdk("25", "exit 0").toString());
    try (ChildProcess first = sennit(java, "--version");
        ChildProcess second = sennit(java, "--version")) {
      assertThat(first.awaitExit(LONG)).isZero();
      assertThat(second.awaitExit(LONG)).isZero();
    }

    assertThat(checkout.builds()).isOne();
  }

  @Test
  void run_buildFails_showsTheEndOfTheLog() throws IOException {
    checkout.maven("echo '[ERROR] a semicolon is missing'\nexit 1\n");

    try (ChildProcess sennit = sennit(REAL_JAVA, "--version")) {
      assertThat(sennit.awaitExit(LONG)).isEqualTo(ExitCode.SOFTWARE);
      assertThat(sennit.errors())
          .contains("[ERROR] a semicolon is missing")
          .contains("sennit: the build failed; all of it is in ");
    }
  }

  @Test
  void run_noMaven_saysWhatIsMissing() throws IOException {
    Files.delete(checkout.bin().resolve("mvn"));

    try (ChildProcess sennit = sennit(REAL_JAVA, "--version")) {
      assertThat(sennit.awaitExit(LONG)).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(sennit.errors()).startsWith("sennit: mvn: not found (expected: ");
    }
  }

  @Test
  void run_commandFails_passesItsExitCodeOn() throws IOException {
    Map<String, String> java = Map.of("JAVA_HOME", jdk("25", "exit 64").toString());
    try (ChildProcess sennit = sennit(java, "--nonsense")) {
      assertThat(sennit.awaitExit(LONG)).isEqualTo(ExitCode.USAGE);
    }
  }

  @Test
  void run_serve_isJavaItselfSoThatSignalsArrive() throws IOException {
    Path jdk =
        jdk(
            "25",
            """
            trap 'echo got TERM; exit 0' TERM
            echo "pid $$"
            for word; do echo "<$word>"; done
            echo up
            while :; do read x; done
            """);
    Map<String, String> environment =
        Map.of("JAVA_HOME", jdk.toString(), "SENNIT_JAVA_OPTS", "-Xmx1g -Dx=y");

    try (ChildProcess sennit = sennit(environment, "serve", "-c", "my file.toml")) {
      sennit.awaitLine("^up$", LONG);
      assertThat(sennit.output())
          .startsWith("pid " + sennit.pid() + "\n")
          .contains("<-Xmx160m>", "<-Xmx1g>\n<-Dx=y>\n")
          .contains("<dev.sennit.cli.SennitCommand>\n<serve>\n<-c>\n<my file.toml>\n");
      sennit.signal("TERM");
      sennit.awaitLine("^got TERM$", LONG);
      assertThat(sennit.awaitExit(LONG)).isZero();
    }
  }

  @Test
  void build_serverGetsReady_trainsWithItAndStopsIt() throws IOException {
    Path trained = directory.resolve("trained");
    Path jdk = jdk("25", "exit 0");
    Checkout.executable(
        jdk.resolve("bin/java"),
        """
        #!/bin/sh
        case $* in
          *serve.aot*)
            trap 'echo stopped >>"%1$s"; exit 0' TERM
            echo 'tcp_table  tcp:127.0.0.1:11  aliases'
            echo 'socketmap  socketmap:inet:127.0.0.1:12  aliases'
            echo 'Ready in no time'
            while :; do sleep 0.01; done
            ;;
          *cli.aot*) cat >>"%1$s" ;;
        esac
        """
            .formatted(trained));

    run(Map.of("JAVA_HOME", jdk.toString()));

    assertThat(trained)
        .hasContent(
            """
            --version
            --help
            maps get tcp:127.0.0.1:11 alice@example.com
            maps get tcp:127.0.0.1:11 nobody@example.com
            maps get socketmap:inet:127.0.0.1:12:aliases alice@example.com
            stopped
            """);
  }

  private void run(Map<String, String> environment) {
    try (ChildProcess sennit = sennit(environment, "--version")) {
      assertThat(sennit.awaitExit(LONG)).as(sennit.errors()).isZero();
    }
  }

  private ChildProcess sennit(Map<String, String> environment, String... arguments) {
    return checkout.start(checkout.home().resolve("sennit"), environment, arguments);
  }

  /// A JDK whose `java` is a shell script; it leaves the training of caches out.
  private Path jdk(String version, String java) throws IOException {
    Path home = directory.resolve("jdks/java-" + version);
    Checkout.executable(
        home.resolve("bin/java"), "#!/bin/sh\ncase $* in *AOTCacheOutput*) exit 0;; esac\n" + java);
    Checkout.executable(home.resolve("bin/javac"), "#!/bin/sh\n");
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"none\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }
}
