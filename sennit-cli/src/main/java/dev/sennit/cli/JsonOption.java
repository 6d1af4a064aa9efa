package dev.sennit.cli;

import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `--json`, and the outputs that obey it.
final class JsonOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "One JSON object a line instead of text.")
  private boolean json;

  Output output() {
    return Output.of(
        spec.commandLine().getOut(),
        spec.commandLine().getErr(),
        json,
        Map.copyOf(System.getenv()),
        Progress.isTerminal());
  }
}
