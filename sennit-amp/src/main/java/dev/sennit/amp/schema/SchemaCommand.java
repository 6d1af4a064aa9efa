package dev.sennit.amp.schema;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.ProtocolException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One command.
///
/// @param name on the wire, in UTF-8
/// @param arguments in the order in which they are written and read
/// @param response the same
/// @param errors codes by the names of the exceptions that they stand for
/// @param fatalErrors the same, of errors behind which the connection ends
/// @param requiresAnswer whether it is sent so that it is answered
/// @param quits whether the connection ends behind its answer
public record SchemaCommand(
    String name,
    List<SchemaField> arguments,
    List<SchemaField> response,
    Map<String, String> errors,
    Map<String, String> fatalErrors,
    boolean requiresAnswer,
    boolean quits) {

  /// Copies the collections, keeping their order.
  public SchemaCommand {
    arguments = List.copyOf(arguments);
    response = List.copyOf(response);
    errors = Collections.unmodifiableMap(new LinkedHashMap<>(errors));
    fatalErrors = Collections.unmodifiableMap(new LinkedHashMap<>(fatalErrors));
  }

  /// Writes a request, without `_command` and `_ask`.
  ///
  /// @param values by key, as [SchemaValues#encode] takes them
  /// @throws IllegalArgumentException if a value is missing, superfluous or of another type; names
  ///   it
  /// @throws dev.sennit.amp.wire.TooLongException if one is too long for the wire
  public AmpBox request(Map<String, ?> values) {
    return SchemaValues.write(arguments, values);
  }

  /// Reads a request; what else is in the box does not matter.
  ///
  /// @return the values by key as [SchemaValues#decode] gives them, in the order of the arguments;
  ///   absent ones are left out
  /// @throws ProtocolException if an argument is missing or cannot be read; names it
  public Map<String, Object> readRequest(AmpBox box) {
    return SchemaValues.read(arguments, box);
  }

  /// Writes a response, without `_answer`.
  ///
  /// @throws IllegalArgumentException as [#request]
  public AmpBox answer(Map<String, ?> values) {
    return SchemaValues.write(response, values);
  }

  /// Reads a response, as [#readRequest].
  ///
  /// @throws ProtocolException if a part is missing or cannot be read; names it
  public Map<String, Object> readAnswer(AmpBox box) {
    return SchemaValues.read(response, box);
  }
}
