package dev.sennit.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `sennit pb call`: calls one method of a remote object, and prints its result.
@Command(
    name = "call",
    description = "Calls a method of a remote object, and prints its result as Python would.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Each ARGUMENT is a literal of Python, or else text as it is; NAME=VALUE is a keyword",
      "argument. Literals are 1, -1.5, None, True, 'text', b'bytes', r'raw', [1, 2], (1,),",
      "{1, 2}, {'a': 1}, Decimal('1.5'), datetime.date(2024, 2, 29).",
      "",
      PbOutcome.EXIT_CODES
    })
final class PbCallCommand implements Callable<Integer> {
  @Mixin private PbAccess access = new PbAccess();

  @Parameters(index = "1", paramLabel = "METHOD", description = "Its name, without remote_.")
  private String method = "";

  @Parameters(
      index = "2..*",
      arity = "0..*",
      paramLabel = "ARGUMENT",
      description = "A literal, or text; or NAME=VALUE.")
  private List<String> words = List.of();

  @Override
  public Integer call() {
    PbArguments arguments = arguments(access, words);
    Output output = access.output();
    boolean connected = false;
    try (PbAccess.Found found = access.find(Watched.types(_ -> {}))) {
      connected = true;
      @Nullable Object result =
          found.object().call(method, arguments.positional(), arguments.keywords()).join();
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("outcome", "result");
      fields.put("result", PbValues.json(result));
      fields.put("python", PythonRepr.of(result));
      output.record(PythonRepr.of(result), fields);
      return ExitCode.OK;
    } catch (RuntimeException e) {
      return PbOutcome.of(e, connected).tell(output, access.url());
    }
  }

  static PbArguments arguments(PbAccess access, List<String> words) {
    try {
      return PbArguments.of(words);
    } catch (IllegalArgumentException e) {
      throw access.misuse(e.getMessage(), e);
    }
  }
}
