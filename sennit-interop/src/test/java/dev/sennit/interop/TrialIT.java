package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.examples.trial.TrialManager;
import dev.sennit.examples.trial.TrialResult;
import dev.sennit.examples.trial.TrialResult.Frame;
import dev.sennit.examples.trial.TrialWorker;
import dev.sennit.interop.peer.Child;
import dev.sennit.interop.peer.Program;
import dev.sennit.interop.peer.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Debian's `trial -j`, with our worker among its own, and its worker under our manager.
@Tag("peer")
@Timeout(120)
class TrialIT {
  private static final String SUITE = "trial_samples.Samples.";

  /// The program of our worker.
  static final class Worker {
    private Worker() {}

    public static void main(String[] arguments) {
      TrialWorker.serve(Worker::run);
    }

    /// The tests of `trial_samples.py`, as if they were written in Java.
    private static TrialResult run(String name, Consumer<String> log) {
      System.out.println("java ran " + name);
      Frame here = new Frame("run", "Samples.java", 42);
      return switch (name.substring(SUITE.length())) {
        case "test_1_passes" -> {
          log.accept("a line of Java's \u2603");
          yield new TrialResult.Success();
        }
        case "test_2_fails" ->
            new TrialResult.Failure(
                "not equal, says Java", "twisted.trial.unittest.FailTest", List.of(here));
        case "test_3_breaks" ->
            new TrialResult.Broken(
                "no number, says Java", "builtins.ZeroDivisionError", List.of(here));
        case "test_4_skips" -> new TrialResult.Skip("not today, says Java");
        case "test_5_fails_as_expected" ->
            new TrialResult.ExpectedFailure("not done, says Java", "to be done");
        case "test_6_passes" -> new TrialResult.Success();
        default -> throw new IllegalArgumentException(name + ": unknown");
      };
    }
  }

  private static Child trial(Scratch scratch, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/usr/bin/python3", scratch.peer("trial_manager.py").toString()));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Worker.class.getName(),
            "--"));
    command.addAll(List.of(arguments));
    scratch.peer("trial_samples.py");
    return Child.start("trial", scratch.path(), Map.of("PYTHONPATH", "."), command);
  }

  private static String run(Scratch scratch, String... arguments) throws InterruptedException {
    try (Child trial = trial(scratch, arguments)) {
      int code = trial.awaitEnd(Duration.ofSeconds(60));
      String said = String.join("\n", trial.out().all());
      assertThat(code).as(said + String.join("\n", trial.err().all())).isEqualTo(1);
      return said;
    }
  }

  private static String file(Scratch scratch, String name) throws IOException {
    return Files.readString(scratch.path("_trial_temp/" + name));
  }

  @Test
  void manager_withOurWorkerAlone_showsAllThatItReports() throws Exception {
    try (Scratch scratch = new Scratch()) {
      String said = run(scratch, "-j1", "trial_samples.Samples");
      assertThat(said)
          .contains("Running 6 tests.", "Ran 6 tests")
          .contains("FAILED (skips=1, expectedFailures=1, failures=1, errors=1, successes=2)")
          .contains("not equal, says Java", "no number, says Java", "not today, says Java")
          .contains("builtins.ZeroDivisionError", "twisted.trial.unittest.FailTest")
          .containsPattern("Samples.java.*42");
      assertThat(file(scratch, "0/out.log").lines())
          .hasSize(6)
          .allSatisfy(line -> assertThat(line).startsWith("java ran " + SUITE));
      assertThat(file(scratch, "0/test.log")).contains("a line of Java's \u2603");
    }
  }

  @Test
  void manager_withOurWorkerBesideItsOwn_showsWhatBothReport() throws Exception {
    try (Scratch scratch = new Scratch()) {
      String said = run(scratch, "-j2", "trial_samples.Samples");
      assertThat(said)
          .contains("Ran 6 tests")
          .contains("FAILED (skips=1, expectedFailures=1, failures=1, errors=1, successes=2)");
      List<String> ours = file(scratch, "0/out.log").lines().toList();
      assertThat(ours).hasSizeBetween(1, 5);
      assertThat(scratch.path("_trial_temp/1/out.log")).exists();
    }
  }

  @Test
  void workerOfTwisted_underOurManager_reportsEveryKindOfResult() throws Exception {
    String workertrial =
        Program.run(
                "/usr/bin/python3",
                "-c",
                "from twisted.trial._dist import options; import os;"
                    + " print(os.path.dirname(options.__file__) + '/workertrial.py')")
            .expect(0)
            .text()
            .strip();
    try (Scratch scratch = new Scratch()) {
      scratch.peer("trial_samples.py");
      Map<String, String> environment = Map.of("PYTHONPATH", scratch.path().toString());
      try (TrialManager manager =
          TrialManager.start(
              scratch.directory("work"), environment, "/usr/bin/python3", workertrial)) {
        assertThat(manager.run(SUITE + "test_6_passes"))
            .containsExactly(Map.entry(SUITE + "test_6_passes", new TrialResult.Success()));
        Map<String, TrialResult> all = manager.run("trial_samples");
        assertThat(all).hasSize(7);
        assertThat(all.get(SUITE + "test_1_passes")).isEqualTo(new TrialResult.Success());
        assertThat(all.get(SUITE + "test_2_fails"))
            .isInstanceOfSatisfying(
                TrialResult.Failure.class,
                failure -> {
                  assertThat(failure.text()).contains("1 != 2");
                  assertThat(failure.type()).isEqualTo("twisted.trial.unittest.FailTest");
                });
        assertThat(all.get(SUITE + "test_3_breaks"))
            .isInstanceOfSatisfying(
                TrialResult.Broken.class,
                error -> {
                  assertThat(error.text()).isEqualTo("no number");
                  assertThat(error.type()).isEqualTo("builtins.ZeroDivisionError");
                  assertThat(error.frames().getLast().function()).isEqualTo("test_3_breaks");
                });
        assertThat(all.get(SUITE + "test_4_skips")).isEqualTo(new TrialResult.Skip("not today"));
        assertThat(all.get(SUITE + "test_5_fails_as_expected"))
            .isEqualTo(new TrialResult.ExpectedFailure("not done", "to be done"));
        assertThat(all.get("trial_samples.Surprises.test_passes_unexpectedly"))
            .isEqualTo(new TrialResult.UnexpectedSuccess("to be done"));
        assertThat(manager.log()).anyMatch(line -> line.contains("a line for the log \u2603"));
      }
    }
  }
}
