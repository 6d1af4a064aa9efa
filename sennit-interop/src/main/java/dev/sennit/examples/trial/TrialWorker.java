package dev.sennit.examples.trial;

import dev.sennit.amp.AmpConnection;
import dev.sennit.amp.AmpDispatcher;
import dev.sennit.amp.AmpRouter;
import dev.sennit.examples.trial.TrialCommands.AddError;
import dev.sennit.examples.trial.TrialCommands.AddExpectedFailure;
import dev.sennit.examples.trial.TrialCommands.AddFailure;
import dev.sennit.examples.trial.TrialCommands.AddSkip;
import dev.sennit.examples.trial.TrialCommands.AddSuccess;
import dev.sennit.examples.trial.TrialCommands.AddUnexpectedSuccess;
import dev.sennit.examples.trial.TrialCommands.Done;
import dev.sennit.examples.trial.TrialCommands.TestWrite;
import dev.sennit.net.Descriptor;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.function.Consumer;

/// A worker of `trial -j`: runs the tests that the manager names, and reports what came of them.
///
/// ```
/// public static void main(String[] arguments) {
///   TrialWorker.serve((name, log) -> name.endsWith("test_one") ? new Success() : new Skip("unknown"));
/// }
/// ```
public final class TrialWorker {
  /// The descriptors that a manager gives its workers for AMP.
  private static final int IN = 3;

  private static final int OUT = 4;

  private TrialWorker() {}

  /// Runs tests.
  @FunctionalInterface
  public interface Tests {

    /// Runs one.
    ///
    /// @param name as trial has it: `package.module.Class.test_method`
    /// @param log takes lines for the manager's log of this worker
    TrialResult run(String name, Consumer<String> log) throws Exception;
  }

  /// Serves the manager that started this process, until it wants no more.
  public static void serve(Tests tests) {
    serve(
        Channels.newInputStream(Descriptor.of(IN)),
        Channels.newOutputStream(Descriptor.of(OUT)),
        tests);
  }

  /// Serves a manager over a pair of pipes, until it closes its own end.
  public static void serve(InputStream in, OutputStream out, Tests tests) {
    AmpRouter router =
        AmpRouter.of()
            .on(TrialCommands.START, (_, _) -> Done.DONE) // Java cannot change its directory
            .on(
                TrialCommands.RUN,
                (run, manager) -> {
                  String name = run.testCase();
                  report(
                      manager,
                      name,
                      tests.run(
                          name,
                          line -> manager.call(TrialCommands.TEST_WRITE, new TestWrite(line))));
                  return Done.DONE;
                });
    AmpConnection manager = new AmpDispatcher(router).speak(in, out);
    manager.closed().toCompletableFuture().join();
  }

  private static void report(AmpConnection manager, String name, TrialResult result) {
    Done _ =
        switch (result) {
          case TrialResult.Success() ->
              manager.call(TrialCommands.ADD_SUCCESS, new AddSuccess(name));
          case TrialResult.Failure(var text, var type, var frames) ->
              manager.call(
                  TrialCommands.ADD_FAILURE,
                  new AddFailure(name, text, type, TrialCommands.flat(frames)));
          case TrialResult.Broken(var text, var type, var frames) ->
              manager.call(
                  TrialCommands.ADD_ERROR,
                  new AddError(name, text, type, TrialCommands.flat(frames)));
          case TrialResult.Skip(var reason) ->
              manager.call(TrialCommands.ADD_SKIP, new AddSkip(name, reason));
          case TrialResult.ExpectedFailure(var error, var todo) ->
              manager.call(
                  TrialCommands.ADD_EXPECTED_FAILURE, new AddExpectedFailure(name, error, todo));
          case TrialResult.UnexpectedSuccess(var todo) ->
              manager.call(
                  TrialCommands.ADD_UNEXPECTED_SUCCESS, new AddUnexpectedSuccess(name, todo));
        };
  }
}
