package dev.sennit.cli;

import dev.sennit.amp.schema.AmpSchema;
import dev.sennit.amp.schema.SchemaCommand;
import dev.sennit.amp.schema.SchemaField;
import dev.sennit.amp.schema.SchemaType;
import dev.sennit.amp.schema.SchemaType.Plain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/// Writes the commands of a schema as records and constants in one class.
///
/// | type | Java | where it is optional, or in a list |
/// |---|---|---|
/// | Integer | `long` | `Optional<Long>` |
/// | String, and types that the peer has made | `Octets` | the same in `Optional` |
/// | Unicode | `String` | |
/// | Boolean, Float | `boolean`, `double` | `Optional<Boolean>`, `Optional<Double>` |
/// | Decimal | `AmpDecimal` | |
/// | DateTime, Path | `OffsetDateTime`, `Path` | |
/// | Descriptor | `Descriptor`; never in a list | |
/// | ListOf, AmpList | `List`, of a record for AmpList | |
final class JavaStubs {
  /// Names of java.lang and of the imports, which no record may take, nor a component the last
  /// ones.
  private static final Set<String> TAKEN =
      Set.of(
          "AmpCommand",
          "AmpDecimal",
          "AmpKey",
          "AmpNothing",
          "Boolean",
          "Class",
          "Descriptor",
          "Double",
          "Exception",
          "Integer",
          "List",
          "Long",
          "Object",
          "Octets",
          "OffsetDateTime",
          "Optional",
          "Override",
          "Path",
          "Record",
          "RuntimeException",
          "String");

  private static final Set<String> NO_COMPONENTS =
      Set.of(
          "clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait");

  private final String className;
  private final AmpNames names = new AmpNames(TAKEN);
  private final AmpNames constants = new AmpNames(Set.of());
  private final Set<String> imports = new TreeSet<>();
  private final Map<String, String> exceptions = new LinkedHashMap<>();
  private final StringBuilder records = new StringBuilder();
  private final StringBuilder commands = new StringBuilder();

  private JavaStubs(String className) {
    this.className = className;
  }

  /// @param packageName empty for none
  static String write(AmpSchema schema, String packageName, String className) {
    JavaStubs stubs = new JavaStubs(className);
    stubs.names.take(className);
    Map<SchemaCommand, String> classes = new LinkedHashMap<>();
    schema
        .commands()
        .forEach(
            command -> classes.put(command, stubs.names.free(AmpNames.capitals(command.name()))));
    classes.forEach(stubs::command);
    return (packageName.isEmpty() ? "" : "package " + packageName + ";\n\n") + stubs.text();
  }

  private String text() {
    imports.add("dev.sennit.amp.AmpCommand");
    StringBuilder out = new StringBuilder();
    imports.forEach(name -> out.append("import " + name + ";\n"));
    out.append("\n/// Commands of AMP, written by `sennit amp stubs`.\n")
        .append("public final class " + className + " {\n");
    exceptions.forEach((word, name) ->
        out.append("  /// The peer's " + comment(word) + ".\n")
            .append("  public static final class " + name + " extends RuntimeException {\n")
            .append("    private static final long serialVersionUID = 1L;\n\n")
            .append("    /// With the peer's words.\n")
            .append("    public " + name + "(String text) {\n      super(text);\n    }\n  }\n\n"));
    return out.append(records)
        .append(commands)
        .append("  private " + className + "() {}\n}\n")
        .toString();
  }

  private void command(SchemaCommand command, String name) {
    String request =
        record(command.arguments(), name, "What " + comment(command.name()) + " asks.");
    String response =
        record(
            command.response(),
            command.response().isEmpty() ? "" : names.free(name + "Answer"),
            "What " + comment(command.name()) + " answers.");
    String how = command.requiresAnswer() ? "" : " Sent by `tell`: nobody answers it.";
    commands
        .append("  /// " + comment(command.name()) + "." + how + "\n")
        .append("  public static final AmpCommand<" + request + ", " + response + "> ")
        .append(constants.free(AmpNames.constant(command.name())) + " =\n")
        .append("      AmpCommand.of(" + literal(command.name()) + ", ")
        .append(request + ".class, " + response + ".class)");
    command.errors().forEach((word, code) -> error("error", word, code));
    command.fatalErrors().forEach((word, code) -> error("fatal", word, code));
    commands.append(command.quits() ? "\n          .quits();\n\n" : ";\n\n");
  }

  private void error(String method, String word, String code) {
    String name = exceptions.computeIfAbsent(word, _ -> names.free(AmpNames.capitals(word)));
    commands
        .append("\n          ." + method + "(" + name + ".class, " + literal(code) + ", ")
        .append(name + "::new)");
  }

  /// Writes a record behind those that it holds.
  ///
  /// @return its name
  private String record(List<SchemaField> fields, String name, String comment) {
    if (fields.isEmpty()) {
      imports.add("dev.sennit.amp.AmpNothing");
      return "AmpNothing";
    }
    AmpNames components = new AmpNames(NO_COMPONENTS);
    List<String> parts = new ArrayList<>();
    for (SchemaField field : fields) {
      String wanted = AmpNames.small(field.key());
      String component =
          components.free(SourceVersion.isKeyword(wanted) ? wanted + "Value" : wanted);
      String type = type(field, name);
      if (!component.equals(field.key())) {
        imports.add("dev.sennit.amp.AmpKey");
        type = "@AmpKey(" + literal(field.key()) + ") " + type;
      }
      parts.add(type + " " + component);
    }
    String list = String.join(", ", parts);
    String head = "  public record " + name + "(";
    records
        .append("  /// " + comment + "\n" + head)
        .append(
            head.length() + list.length() <= 95
                ? list
                : parts.stream().collect(Collectors.joining(",\n      ", "\n      ", "")))
        .append(") {}\n\n");
    return name;
  }

  private String type(SchemaField field, String record) {
    String part = record + AmpNames.capitals(field.key());
    if (field.optional()) {
      imports.add("java.util.Optional");
      return "Optional<" + boxed(field.type(), part) + ">";
    }
    return switch (field.type()) {
      case Plain.INTEGER -> "long";
      case Plain.BOOLEAN -> "boolean";
      case Plain.FLOAT -> "double";
      default -> boxed(field.type(), part);
    };
  }

  /// @param part the name for a record, if one is needed
  private String boxed(SchemaType type, String part) {
    return switch (type) {
      case Plain plain ->
          switch (plain) {
            case INTEGER -> "Long";
            case UNICODE -> "String";
            case BOOLEAN -> "Boolean";
            case FLOAT -> "Double";
            case STRING -> imported("dev.sennit.net.wire.Octets");
            case DECIMAL -> imported("dev.sennit.amp.wire.AmpDecimal");
            case DATE_TIME -> imported("java.time.OffsetDateTime");
            case PATH -> imported("java.nio.file.Path");
            case DESCRIPTOR -> imported("dev.sennit.net.Descriptor");
          };
      case SchemaType.Other _ -> imported("dev.sennit.net.wire.Octets");
      case SchemaType.ListOf(SchemaType of) ->
          imported("java.util.List") + "<" + boxed(of, part) + ">";
      case SchemaType.AmpList(List<SchemaField> of) ->
          imported("java.util.List") + "<" + element(of, part) + ">";
    };
  }

  private String element(List<SchemaField> of, String part) {
    return of.isEmpty()
        ? record(of, "", "")
        : record(of, names.free(part), "An element of a list.");
  }

  private String imported(String name) {
    imports.add(name);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String comment(String text) {
    return "`" + text.replaceAll("[^ -~]|`", "?") + "`";
  }

  private static String literal(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f) {
        out.append("\\%03o".formatted((int) c)); // \\u would be a line end, or a quote, at once
      } else if (c < 0x7f) {
        out.append(c);
      } else {
        out.append("\\u%04x".formatted((int) c));
      }
    }
    return out.append('"').toString();
  }
}
