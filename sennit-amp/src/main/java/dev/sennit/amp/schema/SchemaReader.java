package dev.sennit.amp.schema;

import dev.sennit.amp.schema.JsonReader.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// From JSON to a schema, with every mistake told at its place.
final class SchemaReader {
  private static final String TYPE =
      "the name of a type, or {\"type\": NAME, \"of\": TYPE, \"optional\": true}";

  private final List<String> mistakes = new ArrayList<>();

  static AmpSchema read(String text) {
    Json json = JsonReader.read(text.startsWith("\ufeff") ? text.substring(1) : text);
    SchemaReader reader = new SchemaReader();
    Map<String, Json> top = reader.object(json, "", Set.of("commands"));
    Json commands = top.get("commands");
    List<SchemaCommand> all = new ArrayList<>();
    if (commands == null) {
      reader.fault(json, "commands", "missing (expected: an object of commands by their names)");
    } else {
      reader
          .object(commands, "commands", null)
          .forEach((name, command) -> all.add(reader.command(name, command)));
    }
    if (!reader.mistakes.isEmpty()) {
      throw new SchemaException(reader.mistakes);
    }
    return new AmpSchema(all);
  }

  private SchemaCommand command(String name, Json json) {
    Map<String, Json> parts =
        object(
            json,
            name,
            Set.of("arguments", "response", "errors", "fatalErrors", "requiresAnswer", "quits"));
    return new SchemaCommand(
        name,
        fields(parts.get("arguments"), name + ".arguments"),
        fields(parts.get("response"), name + ".response"),
        codes(parts.get("errors"), name + ".errors"),
        codes(parts.get("fatalErrors"), name + ".fatalErrors"),
        flag(parts.get("requiresAnswer"), name + ".requiresAnswer", true),
        flag(parts.get("quits"), name + ".quits", false));
  }

  private List<SchemaField> fields(@Nullable Json json, String path) {
    List<SchemaField> fields = new ArrayList<>();
    if (json != null) {
      object(json, path, null)
          .forEach((key, type) -> {
            boolean optional =
                type.value() instanceof Map<?, ?> map
                    && map.get("optional") instanceof Json flag
                    && flag(flag, path + "." + key + ".optional", false);
            SchemaType read = type(type, path + "." + key, true);
            try {
              fields.add(new SchemaField(key, read, optional));
            } catch (IllegalArgumentException e) {
              fault(type, path, String.valueOf(e.getMessage()));
            }
          });
    }
    return fields;
  }

  /// @param inField whether it may say that it is optional
  private SchemaType type(Json json, String path, boolean inField) {
    if (json.value() instanceof String word) {
      return named(json, path, word, null);
    }
    if (!(json.value() instanceof Map<?, ?>)) {
      fault(json, path, json.shown() + " (expected: " + TYPE + ")");
      return SchemaType.Plain.STRING;
    }
    Map<String, Json> parts =
        object(json, path, inField ? Set.of("type", "of", "optional") : Set.of("type", "of"));
    Json type = parts.get("type");
    if (type == null || !(type.value() instanceof String word)) {
      fault(
          type == null ? json : type,
          path + ".type",
          (type == null ? "missing" : type.shown()) + " (expected: the name of a type)");
      return SchemaType.Plain.STRING;
    }
    return named(type, path, word, parts.get("of"));
  }

  private SchemaType named(Json json, String path, String word, @Nullable Json of) {
    boolean composed = word.equals("ListOf") || word.equals("AmpList");
    if (composed && of == null) {
      String wanted = word.equals("ListOf") ? "a type" : "an object of keys and types";
      fault(json, path + ".of", "missing (expected: " + wanted + ")");
      return SchemaType.Plain.STRING;
    }
    if (!composed && of != null) {
      fault(of, path + ".of", of.shown() + " (expected: nothing; only ListOf and AmpList have it)");
    }
    if (word.equals("ListOf") && of != null) {
      SchemaType element = type(of, path + ".of", false);
      if (element instanceof SchemaType.AmpList || element == SchemaType.Plain.DESCRIPTOR) {
        fault(of, path + ".of", element.word() + " (expected: another type; Twisted cannot)");
      }
      return new SchemaType.ListOf(element);
    }
    if (word.equals("AmpList") && of != null) {
      return new SchemaType.AmpList(fields(of, path + ".of"));
    }
    if (word.isBlank()) {
      fault(json, path, json.shown() + " (expected: " + TYPE + ")");
    }
    return SchemaType.Plain.of(word)
        .<SchemaType>map(plain -> plain)
        .orElseGet(() -> new SchemaType.Other(word));
  }

  private Map<String, String> codes(@Nullable Json json, String path) {
    Map<String, String> codes = new LinkedHashMap<>();
    if (json != null) {
      object(json, path, null)
          .forEach((name, code) -> {
            if (code.value() instanceof String text) {
              codes.put(name, text);
            } else {
              fault(code, path + "." + name, code.shown() + " (expected: a code in double quotes)");
            }
          });
    }
    return codes;
  }

  private boolean flag(@Nullable Json json, String path, boolean fallback) {
    if (json == null) {
      return fallback;
    }
    if (json.value() instanceof Boolean flag) {
      return flag;
    }
    fault(json, path, json.shown() + " (expected: true or false)");
    return fallback;
  }

  /// @param known the keys that it may have; null for any
  private Map<String, Json> object(Json json, String path, @Nullable Set<String> known) {
    if (!(json.value() instanceof Map<?, ?> map)) {
      fault(json, path, json.shown() + " (expected: an object)");
      return Map.of();
    }
    Map<String, Json> parts = new LinkedHashMap<>();
    map.forEach((key, value) -> {
      if (key instanceof String name && value instanceof Json inner) {
        parts.put(name, inner);
        if (known != null && !known.contains(name)) {
          String place = path.isEmpty() ? name : path + "." + name;
          fault(
              inner,
              place,
              "unknown key (expected: " + String.join(", ", new TreeSet<>(known)) + ")");
        }
      }
    });
    return parts;
  }

  private void fault(Json json, String path, String message) {
    String place = json.line() + ":" + json.column() + ": ";
    mistakes.add(place + (path.isEmpty() ? "" : path + ": ") + message);
  }
}
