package dev.sennit.cli;

import dev.sennit.maps.MapsClient;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.net.Reply;
import dev.sennit.net.wire.Octets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sennit maps get`: looks keys up, as `postmap -q` does, many at a time, and answers in the order
/// of the keys.
@Command(
    name = "get",
    description = "Looks keys up; the value of a single key, else KEY TAB VALUE for each hit.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Exit code: 0 found (of several keys: one or more), 1 not found, 75 temporary failure or no",
      "answer, 69 permanent error, 76 an answer that is none. With --postmap: 0 found, else 1."
    })
final class MapsGetCommand implements Callable<Integer> {
  @Mixin private MapsAccess access = new MapsAccess();

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "KEY",
      description = "What to look up; a single - reads keys from standard input, one a line.")
  private List<String> keys = List.of();

  @Option(
      names = "--postmap",
      description = "End as postmap does: with 1 for every failure, at the first one.")
  private boolean postmap;

  private record Asked(Octets key, Reply<GetReply> reply) {}

  @Override
  public Integer call() {
    Output output = access.output();
    boolean bulk = KeyInput.isBulk(keys);
    Answers answers = new Answers(Output.bytes(), output, bulk || keys.size() > 1);
    KeyInput input = KeyInput.of(keys, System.in);
    ArrayDeque<Asked> asked = new ArrayDeque<>();
    boolean more = true;
    try (MapsClient client = access.client();
        Progress progress = new Progress(output.notes(), bulk && Progress.isTerminal())) {
      while (more && (!asked.isEmpty() || input.hasNext())) {
        while (asked.size() < access.window()
            && (asked.isEmpty() || input.isReady())
            && input.hasNext()) {
          Octets key = input.next();
          asked.add(new Asked(key, client.getAsync(key)));
        }
        more = tell(asked.remove(), answers) && !(postmap && answers.isFailed());
        progress.step();
        if (asked.isEmpty()) {
          answers.flush();
        }
      }
    }
    int code = answers.finish();
    return postmap && code != ExitCode.OK ? ExitCode.NOT_FOUND : code;
  }

  private static boolean tell(Asked asked, Answers answers) {
    try {
      answers.looked(asked.key(), asked.reply().join());
      return true;
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        return answers.failed(asked.key(), cause);
      }
      throw e;
    }
  }
}
