package dev.sennit.cli;

import dev.sennit.amp.schema.AmpSchema;
import dev.sennit.amp.schema.SchemaCommand;
import dev.sennit.amp.schema.SchemaField;
import dev.sennit.amp.schema.SchemaType;
import dev.sennit.net.wire.Octets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes the commands of a schema as classes of Twisted.
///
/// An exception that Python has itself is used, any other is made; a type that is neither Twisted's
/// nor known becomes a subclass of `amp.String`.
final class PythonStubs {
  private static final Set<String> OWN_EXCEPTIONS =
      Set.of(
          "ArithmeticError",
          "AssertionError",
          "AttributeError",
          "BlockingIOError",
          "BrokenPipeError",
          "BufferError",
          "ConnectionError",
          "EOFError",
          "Exception",
          "FileExistsError",
          "FileNotFoundError",
          "FloatingPointError",
          "IndexError",
          "InterruptedError",
          "IsADirectoryError",
          "KeyError",
          "LookupError",
          "MemoryError",
          "NotADirectoryError",
          "NotImplementedError",
          "OSError",
          "OverflowError",
          "PermissionError",
          "ProcessLookupError",
          "RuntimeError",
          "TimeoutError",
          "TypeError",
          "UnicodeError",
          "ValueError",
          "ZeroDivisionError");
  private static final Set<String> TAKEN = Set.of("amp", "False", "None", "True", "Exception");

  private final StringBuilder out = new StringBuilder();
  private final AmpNames names = new AmpNames(TAKEN);
  private final Map<String, String> exceptions = new LinkedHashMap<>();
  private final Map<String, String> types = new LinkedHashMap<>();

  static String write(AmpSchema schema) {
    PythonStubs stubs = new PythonStubs();
    stubs.all(schema);
    return stubs.out.toString();
  }

  private void all(AmpSchema schema) {
    Map<SchemaCommand, String> classes = new LinkedHashMap<>();
    schema
        .commands()
        .forEach(command -> classes.put(command, names.free(AmpNames.capitals(command.name()))));
    StringBuilder commands = new StringBuilder();
    classes.forEach((command, name) -> commands.append(command(command, name)));
    out.append("\"\"\"Commands of AMP, written by `sennit amp stubs`.\"\"\"\n\n")
        .append("from twisted.protocols import amp\n");
    types
        .values()
        .forEach(name ->
            out.append("\n\nclass " + name + "(amp.String):\n")
                .append("    \"\"\"A type that the peer has made; its bytes as they are.\"\"\"\n"));
    exceptions.values().stream()
        .filter(name -> !OWN_EXCEPTIONS.contains(name))
        .forEach(name -> out.append("\n\nclass " + name + "(Exception):\n    pass\n"));
    out.append(commands);
  }

  private String command(SchemaCommand command, String name) {
    StringBuilder text = new StringBuilder("\n\nclass " + name + "(amp.Command):\n");
    if (!name.equals(command.name())) {
      text.append("    commandName = " + bytes(command.name()) + "\n");
    }
    text.append("    arguments = " + fields(command.arguments(), "    ") + "\n");
    text.append("    response = " + fields(command.response(), "    ") + "\n");
    if (!command.errors().isEmpty()) {
      text.append("    errors = " + codes(command.errors()) + "\n");
    }
    if (!command.fatalErrors().isEmpty()) {
      text.append("    fatalErrors = " + codes(command.fatalErrors()) + "\n");
    }
    if (!command.requiresAnswer()) {
      text.append("    requiresAnswer = False\n");
    }
    if (command.quits()) {
      text.append("    responseType = amp.QuitBox\n");
    }
    return text.toString();
  }

  private String fields(List<SchemaField> fields, String indent) {
    if (fields.isEmpty()) {
      return "[]";
    }
    return fields.stream()
        .map(field ->
            indent
                + "    ("
                + bytes(field.key())
                + ", "
                + type(field.type(), field.optional(), indent + "    ")
                + "),\n")
        .collect(Collectors.joining("", "[\n", indent + "]"));
  }

  private String type(SchemaType type, boolean optional, String indent) {
    @Nullable String inside =
        switch (type) {
          case SchemaType.Plain _, SchemaType.Other _ -> null;
          case SchemaType.ListOf(SchemaType of) -> type(of, false, indent);
          case SchemaType.AmpList(List<SchemaField> of) -> fields(of, indent);
        };
    String name =
        type instanceof SchemaType.Other(String word)
            ? types.computeIfAbsent(word, _ -> names.free(AmpNames.capitals(word)))
            : "amp." + type.word();
    String arguments = inside == null ? "" : inside;
    if (optional) {
      arguments += (arguments.isEmpty() ? "" : ", ") + "optional=True";
    }
    return name + "(" + arguments + ")";
  }

  private String codes(Map<String, String> codes) {
    return codes.entrySet().stream()
        .map(code -> exception(code.getKey()) + ": " + bytes(code.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private String exception(String word) {
    return exceptions.computeIfAbsent(
        word, _ -> OWN_EXCEPTIONS.contains(word) ? word : names.free(AmpNames.capitals(word)));
  }

  private static String bytes(String text) {
    StringBuilder literal = new StringBuilder("b\"");
    for (byte b : Octets.utf8(text).toBytes()) {
      if (b == '"' || b == '\\') {
        literal.append('\\').append((char) b);
      } else if (b >= ' ' && b < 0x7f) {
        literal.append((char) b);
      } else {
        literal.append("\\x%02x".formatted(b));
      }
    }
    return literal.append('"').toString();
  }
}
