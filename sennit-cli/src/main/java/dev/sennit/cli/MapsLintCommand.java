package dev.sennit.cli;

import dev.sennit.daemon.source.Finding;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sennit maps lint`: reads table files, and tells everything that is wrong with them.
@Command(
    name = "lint",
    description = "Reads table files, and tells every mistake as FILE:LINE:COLUMN: what is wrong.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "FILE alone is a text file of keys and values, as for postmap; so are texthash:FILE, hash:FILE,",
      "lmdb:FILE, cdb:FILE, btree:FILE and dbm:FILE. regexp:FILE and pcre:FILE are files of patterns.",
      "",
      "Exit code: 0 no mistakes (but maybe warnings), 65 mistakes, 66 a file cannot be read."
    })
final class MapsLintCommand implements Callable<Integer> {
  private static final Set<String> TEXTS =
      Set.of("texthash", "hash", "lmdb", "cdb", "btree", "dbm");
  private static final Set<String> PATTERNS = Set.of("regexp", "pcre");

  @Mixin private JsonOption json = new JsonOption();

  @Option(names = "--no-fold", description = "Keys that differ only in case are different keys.")
  private boolean exact;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to read.")
  private List<String> files = List.of();

  /// A file and how it is read.
  private record Named(String name, boolean patterns) {
    static Named of(String text) {
      int colon = text.indexOf(':');
      String kind = colon < 0 ? "" : text.substring(0, colon);
      if (PATTERNS.contains(kind)) {
        return new Named(text.substring(colon + 1), true);
      }
      return new Named(TEXTS.contains(kind) ? text.substring(colon + 1) : text, false);
    }
  }

  @Override
  public Integer call() {
    Output output = json.output();
    int code = ExitCode.OK;
    for (String text : files) {
      code = Math.max(code, lint(Named.of(text), output));
    }
    return code;
  }

  private int lint(Named file, Output output) {
    List<Finding> findings;
    try {
      byte[] content = Files.readAllBytes(Path.of(file.name()));
      findings = file.patterns() ? Finding.inPatterns(content) : Finding.inText(content, !exact);
    } catch (IOException | InvalidPathException e) {
      output.fault("sennit: " + file.name() + ": " + reason(e));
      return ExitCode.NOINPUT;
    }
    findings.forEach(
        finding -> output.record(file.name() + ":" + finding, fields(file.name(), finding)));
    return findings.stream().allMatch(Finding::isWarning) ? ExitCode.OK : ExitCode.DATAERR;
  }

  private static Map<String, Object> fields(String file, Finding finding) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("file", file);
    fields.put("line", finding.line());
    fields.put("column", finding.column());
    fields.put("severity", finding.isWarning() ? "warning" : "error");
    fields.put("message", finding.message());
    return fields;
  }

  private static String reason(Exception e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }
}
