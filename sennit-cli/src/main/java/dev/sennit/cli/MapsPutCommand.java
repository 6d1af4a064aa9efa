package dev.sennit.cli;

import dev.sennit.maps.MapsClient;
import dev.sennit.net.SennitException;
import dev.sennit.net.wire.Octets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sennit maps put`: stores values, one after the other, in the order given.
@Command(
    name = "put",
    description = "Stores a value under a key of a tcp_table server that allows it.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Exit code: 0 stored, 1 refused, 65 a line of standard input is no pair, 75 temporary"
          + " failure",
      "or no answer, 76 an answer that is none."
    })
final class MapsPutCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private MapsAccess access = new MapsAccess();

  @Parameters(
      index = "1..*",
      arity = "1..2",
      paramLabel = "KEY VALUE",
      description =
          "What to store; a single - reads KEY TAB VALUE from standard input, one a line.")
  private List<String> words = List.of();

  @Override
  public Integer call() {
    Output output = access.output();
    Answers answers = new Answers(Output.bytes(), output, true);
    try (MapsClient client = access.client();
        Progress progress =
            new Progress(output.notes(), KeyInput.isBulk(words) && Progress.isTerminal())) {
      if (KeyInput.isBulk(words)) {
        return putLines(client, answers, output, progress);
      }
      if (words.size() != 2) {
        throw new ParameterException(
            spec.commandLine(), "value: none (expected: KEY VALUE, or - for standard input)");
      }
      if (words.contains("")) {
        throw new ParameterException(
            spec.commandLine(), "key or value: empty (expected: one byte or more of both)");
      }
      put(client, Octets.utf8(words.get(0)), Octets.utf8(words.get(1)), answers);
    }
    return answers.finish();
  }

  private static int putLines(
      MapsClient client, Answers answers, Output output, Progress progress) {
    KeyInput lines = KeyInput.of(List.of("-"), System.in);
    boolean more = true;
    for (int number = 1; more && lines.hasNext(); number++) {
      Octets line = lines.next();
      int tab = line.indexOf((byte) '\t', 0);
      if (tab < 1 || tab == line.length() - 1) {
        answers.finish();
        output.fault(
            "sennit: standard input, line "
                + number
                + ": '"
                + line.forLog()
                + "' (expected: KEY TAB VALUE)");
        return ExitCode.DATAERR;
      }
      more = put(client, line.slice(0, tab), line.slice(tab + 1, line.length()), answers);
      progress.step();
    }
    return answers.finish();
  }

  private static boolean put(MapsClient client, Octets key, Octets value, Answers answers) {
    try {
      answers.changed(key, client.put(key, value));
      return true;
    } catch (SennitException e) {
      return answers.failed(key, e);
    }
  }
}
