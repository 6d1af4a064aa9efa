package dev.sennit.examples.trial;

import dev.sennit.amp.AmpConnection;
import dev.sennit.amp.AmpDispatcher;
import dev.sennit.amp.AmpLimits;
import dev.sennit.amp.AmpRouter;
import dev.sennit.amp.AmpServerOptions;
import dev.sennit.examples.trial.TrialCommands.Done;
import dev.sennit.examples.trial.TrialCommands.Run;
import dev.sennit.examples.trial.TrialCommands.Start;
import dev.sennit.net.Delivery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A manager of one worker of `trial -j`, which runs in a process of its own.
///
/// ```
/// try (TrialManager trial = TrialManager.start(directory, Map.of(), "python3", workertrial)) {
///   trial.run("package.module.Class").forEach((test, result) -> ...);
/// }
/// ```
public final class TrialManager implements AutoCloseable {
  /// Lets a program have its AMP where a worker expects it, and what it prints in its errors.
  private static final String PIPES = "exec \"$@\" 3<&0 4>&1 </dev/null >&2";

  private final Map<String, TrialResult> results =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final Process process;
  private final AmpConnection worker;

  private TrialManager(Process process) {
    this.process = process;
    // on the loop, so that a report is taken down before the answer behind it is told
    AmpDispatcher dispatcher =
        new AmpDispatcher(
            router(),
            AmpLimits.defaults(),
            AmpServerOptions.defaults().timeouts(),
            Delivery.ON_LOOP);
    this.worker = dispatcher.speak(process.getInputStream(), process.getOutputStream());
  }

  /// Starts a worker, which goes to the directory and waits.
  ///
  /// @param environment is added to this process's own
  /// @param command the program, such as `python3 .../twisted/trial/_dist/workertrial.py`
  /// @throws IOException if it cannot be started
  public static TrialManager start(
      Path directory, Map<String, String> environment, String... command) throws IOException {
    List<String> words = new ArrayList<>(List.of("sh", "-c", PIPES, "sh"));
    words.addAll(List.of(command));
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    TrialManager manager = new TrialManager(builder.start());
    try {
      Done _ = manager.worker.call(TrialCommands.START, new Start(directory.toString()));
    } catch (RuntimeException e) {
      manager.process.destroy();
      throw e;
    }
    return manager;
  }

  private AmpRouter router() {
    return AmpRouter.of()
        .on(TrialCommands.ADD_SUCCESS, (test, _) -> add(test.testName(), new TrialResult.Success()))
        .on(
            TrialCommands.ADD_FAILURE,
            (test, _) ->
                add(
                    test.testName(),
                    new TrialResult.Failure(
                        test.fail(), test.failClass(), TrialCommands.frames(test.frames()))))
        .on(
            TrialCommands.ADD_ERROR,
            (test, _) ->
                add(
                    test.testName(),
                    new TrialResult.Broken(
                        test.error(), test.errorClass(), TrialCommands.frames(test.frames()))))
        .on(
            TrialCommands.ADD_SKIP,
            (test, _) -> add(test.testName(), new TrialResult.Skip(test.reason())))
        .on(
            TrialCommands.ADD_EXPECTED_FAILURE,
            (test, _) ->
                add(test.testName(), new TrialResult.ExpectedFailure(test.error(), test.todo())))
        .on(
            TrialCommands.ADD_UNEXPECTED_SUCCESS,
            (test, _) -> add(test.testName(), new TrialResult.UnexpectedSuccess(test.todo())))
        .on(
            TrialCommands.TEST_WRITE,
            (line, _) -> {
              log.add(line.out());
              return Done.DONE;
            });
  }

  private Done add(String name, TrialResult result) {
    results.put(name, result);
    return Done.DONE;
  }

  /// Runs a test, or all of a class or module, however long that takes.
  ///
  /// @param name as trial has it: `package.module.Class.test_method`
  /// @return what came of each test, in their order
  /// @throws dev.sennit.net.ConnectionLostException in a
  ///   [java.util.concurrent.CompletionException], if the worker ended
  public synchronized Map<String, TrialResult> run(String name) {
    results.clear();
    Done _ = worker.ask(TrialCommands.RUN, new Run(name), Duration.ZERO).join();
    return new LinkedHashMap<>(results);
  }

  /// What the worker has logged.
  public List<String> log() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  /// Lets the worker go, and waits until it has.
  @Override
  public void close() {
    worker.close();
    try {
      int _ = process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
