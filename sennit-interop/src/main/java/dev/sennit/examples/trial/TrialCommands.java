package dev.sennit.examples.trial;

import dev.sennit.amp.AmpCommand;
import dev.sennit.examples.trial.TrialResult.Frame;
import java.util.ArrayList;
import java.util.List;

/// The commands between manager and worker.
///
/// Source: `workercommands.py` and `managercommands.py` of `twisted/trial/_dist`.
final class TrialCommands {
  /// What everything is answered.
  record Done(boolean success) {
    static final Done DONE = new Done(true);
  }

  // ---- what the manager asks

  record Start(String directory) {}

  record Run(String testCase) {}

  static final AmpCommand<Start, Done> START = AmpCommand.of(Start.class, Done.class);
  static final AmpCommand<Run, Done> RUN = AmpCommand.of(Run.class, Done.class);

  // ---- what the worker reports

  record AddSuccess(String testName) {}

  record AddError(String testName, String error, String errorClass, List<String> frames) {}

  record AddFailure(String testName, String fail, String failClass, List<String> frames) {}

  record AddSkip(String testName, String reason) {}

  record AddExpectedFailure(String testName, String error, String todo) {}

  record AddUnexpectedSuccess(String testName, String todo) {}

  record TestWrite(String out) {}

  static final AmpCommand<AddSuccess, Done> ADD_SUCCESS =
      AmpCommand.of(AddSuccess.class, Done.class);
  static final AmpCommand<AddError, Done> ADD_ERROR = AmpCommand.of(AddError.class, Done.class);
  static final AmpCommand<AddFailure, Done> ADD_FAILURE =
      AmpCommand.of(AddFailure.class, Done.class);
  static final AmpCommand<AddSkip, Done> ADD_SKIP = AmpCommand.of(AddSkip.class, Done.class);
  static final AmpCommand<AddExpectedFailure, Done> ADD_EXPECTED_FAILURE =
      AmpCommand.of(AddExpectedFailure.class, Done.class);
  static final AmpCommand<AddUnexpectedSuccess, Done> ADD_UNEXPECTED_SUCCESS =
      AmpCommand.of(AddUnexpectedSuccess.class, Done.class);
  static final AmpCommand<TestWrite, Done> TEST_WRITE = AmpCommand.of(TestWrite.class, Done.class);

  private TrialCommands() {}

  /// Frames as they travel: function, file and line of each, one behind the other.
  static List<String> flat(List<Frame> frames) {
    List<String> flat = new ArrayList<>();
    for (Frame frame : frames) {
      flat.add(frame.function());
      flat.add(frame.file());
      flat.add(Integer.toString(frame.line()));
    }
    return flat;
  }

  static List<Frame> frames(List<String> flat) {
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i + 2 < flat.size(); i += 3) {
      frames.add(new Frame(flat.get(i), flat.get(i + 1), Integer.parseInt(flat.get(i + 2))));
    }
    return frames;
  }
}
