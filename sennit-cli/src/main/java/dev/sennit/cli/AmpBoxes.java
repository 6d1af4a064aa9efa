package dev.sennit.cli;

import dev.sennit.amp.schema.AmpSchema;
import dev.sennit.amp.schema.SchemaCommand;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpKeys;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Says what a box is, in words and in fields of JSON. Remembers what was asked, so that an answer
/// is read by the types of its command.
final class AmpBoxes {
  /// How many requests are remembered that have no answer.
  private static final int MOST_OPEN = 100_000;

  private static final Set<Octets> RESERVED =
      Set.of(
          AmpKeys.COMMAND,
          AmpKeys.ASK,
          AmpKeys.ANSWER,
          AmpKeys.ERROR,
          AmpKeys.ERROR_CODE,
          AmpKeys.ERROR_DESCRIPTION);

  private final @Nullable AmpSchema schema;
  private final Map<Open, Octets> open = new LinkedHashMap<>();

  /// @param asker which direction the request went
  private record Open(String asker, Octets id) {}

  /// @param schema null to show all values as bytes
  AmpBoxes(@Nullable AmpSchema schema) {
    this.schema = schema;
  }

  /// One box.
  ///
  /// @param text on one line
  record Shown(String text, Map<String, Object> fields) {}

  /// @param direction the box's own, for what it asks
  /// @param opposite the other one, for what it answers
  Shown show(AmpBox box, String direction, String opposite) {
    Octets answer = box.get(AmpKeys.ANSWER);
    Octets error = box.get(AmpKeys.ERROR);
    Octets command = box.get(AmpKeys.COMMAND);
    Octets ask = box.get(AmpKeys.ASK);
    if (answer != null) {
      Octets asked = open.remove(new Open(opposite, answer));
      return shown("answer", answer, asked, box, SchemaCommand::readAnswer);
    }
    if (error != null) {
      return error(error, open.remove(new Open(opposite, error)), box);
    }
    if (command == null) {
      return shown("box", null, null, box, SchemaCommand::readRequest);
    }
    if (ask != null) {
      if (open.size() == MOST_OPEN) {
        open.remove(open.keySet().iterator().next());
      }
      open.put(new Open(direction, ask), command);
    }
    return shown(ask == null ? "tell" : "ask", ask, command, box, SchemaCommand::readRequest);
  }

  private Shown shown(
      String kind, @Nullable Octets id, @Nullable Octets name, AmpBox box, Reading reading) {
    Map<String, Object> fields = head(kind, id, name);
    SchemaCommand command =
        schema == null || name == null ? null : schema.command(name.utf8()).orElse(null);
    Map<String, Object> values;
    String remark = "";
    try {
      values = command == null ? raw(box) : reading.read(command, box);
    } catch (ProtocolException e) {
      values = raw(box);
      remark = "  (" + e.getMessage() + ")";
      fields.put("mistake", String.valueOf(e.getMessage()));
    }
    Object json = AmpText.json(values);
    if (json != null) {
      fields.put("fields", json);
    }
    String line = AmpText.line(values);
    return new Shown(text(kind, id, name) + (line.isEmpty() ? "" : "  " + line) + remark, fields);
  }

  @FunctionalInterface
  private interface Reading {
    Map<String, Object> read(SchemaCommand command, AmpBox box);
  }

  private static Shown error(Octets id, @Nullable Octets name, AmpBox box) {
    Octets code = box.get(AmpKeys.ERROR_CODE);
    Octets description = box.get(AmpKeys.ERROR_DESCRIPTION);
    Map<String, Object> fields = head("error", id, name);
    if (code != null) {
      fields.put("code", AmpText.key(code));
    }
    if (description != null) {
      fields.put("description", description.utf8());
    }
    Function<@Nullable Octets, String> shown = part -> part == null ? "?" : part.forLog();
    return new Shown(
        text("error", id, name) + "  " + shown.apply(code) + ": " + shown.apply(description),
        fields);
  }

  private static Map<String, Object> head(String kind, @Nullable Octets id, @Nullable Octets name) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", kind);
    if (id != null) {
      fields.put("id", AmpText.key(id));
    }
    if (name != null) {
      fields.put("command", AmpText.key(name));
    }
    return fields;
  }

  private static String text(String kind, @Nullable Octets id, @Nullable Octets name) {
    return kind + (id == null ? "" : " " + id.forLog()) + (name == null ? "" : " " + name.forLog());
  }

  private static Map<String, Object> raw(AmpBox box) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < box.size(); i++) {
      if (!RESERVED.contains(box.key(i))) {
        values.put(AmpText.key(box.key(i)), box.value(i));
      }
    }
    return values;
  }
}
