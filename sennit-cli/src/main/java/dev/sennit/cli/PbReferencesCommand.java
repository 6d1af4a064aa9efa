package dev.sennit.cli;

import dev.sennit.pb.jelly.PbTypes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `sennit pb references`: who holds which object of a daemon of ours.
@Command(
    name = "references",
    description = {
      "Shows which objects of a Sennit daemon its peers hold.",
      "One a line: peer, users, number, references, object. The URL needs a user."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", PbOutcome.EXIT_CODES})
final class PbReferencesCommand implements Callable<Integer> {
  private static final List<String> COLUMNS =
      List.of("peer", "users", "number", "references", "object");

  @Mixin private PbAccess access = new PbAccess();

  @Override
  public Integer call() {
    Output output = access.output();
    boolean connected = false;
    try (PbAccess.Found found = access.find(PbTypes.standard())) {
      connected = true;
      @Nullable Object result = found.object().call("references").join();
      if (result instanceof List<?> lines) {
        lines.forEach(line -> tell(line, output));
        return ExitCode.OK;
      }
      output.fault(
          "sennit: %s: %s (expected: a list)".formatted(access.url(), PythonRepr.of(result)));
      return ExitCode.DATAERR;
    } catch (RuntimeException e) {
      return PbOutcome.of(e, connected).tell(output, access.url());
    }
  }

  private static void tell(@Nullable Object line, Output output) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    StringBuilder text = new StringBuilder();
    for (String column : COLUMNS) {
      @Nullable Object value = line instanceof Map<?, ?> map ? map.get(column) : null;
      fields.put(column, PbValues.json(value));
      text.append(text.isEmpty() ? "" : "  ").append(shown(value));
    }
    output.record(text.toString(), fields);
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case String text -> PythonRepr.oneLine(text);
      case List<?> names when names.isEmpty() -> "-";
      case List<?> names ->
          String.join(",", names.stream().map(PbReferencesCommand::shown).toList());
      case null, default -> PythonRepr.of(value);
    };
  }
}
