package dev.sennit.cli;

import dev.sennit.amp.AmpRemoteException;
import dev.sennit.amp.UnhandledCommandException;
import dev.sennit.amp.schema.SchemaCommand;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpKeys;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.wire.Octets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// What calls came to: words, fields of JSON, and the exit code.
///
/// @param command the schema's words for the command; null without a schema
record AmpOutcomes(@Nullable SchemaCommand command) {
  /// The peer failed in a way that the command does not declare.
  static final int UNKNOWN = 2;

  /// The peer has no such command.
  static final int UNHANDLED = 3;

  /// One outcome.
  ///
  /// @param exitCode what the command ends with
  /// @param text for a person: the values of an answer, else what went wrong
  /// @param fields the same for a program
  record Outcome(int exitCode, String text, Map<String, Object> fields) {}

  Outcome answered(AmpBox answer) {
    Map<String, Object> values;
    try {
      values = command == null ? raw(answer) : command.readAnswer(answer);
    } catch (ProtocolException e) {
      return failed(e);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("outcome", "answer");
    fields.put("fields", AmpText.json(values));
    return new Outcome(ExitCode.OK, AmpText.lines(values), fields);
  }

  private static Map<String, Object> raw(AmpBox answer) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < answer.size(); i++) {
      if (!answer.key(i).equals(AmpKeys.ANSWER)) {
        values.put(AmpText.key(answer.key(i)), answer.value(i));
      }
    }
    return values;
  }

  Outcome failed(Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return switch (failure) {
      case AmpRemoteException remote -> told(remote);
      case RequestTimeoutException late -> failed(ExitCode.TEMPFAIL, "timeout", late);
      case ConnectionLostException lost -> failed(ExitCode.TEMPFAIL, "lost", lost);
      case ProtocolException bad -> failed(ExitCode.PROTOCOL, "bad answer", bad);
      case RuntimeException other -> throw other;
      default -> throw new IllegalStateException(failure);
    };
  }

  private static Outcome failed(int exitCode, String outcome, Throwable failure) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("outcome", outcome);
    fields.put("reason", String.valueOf(failure.getMessage()));
    return new Outcome(exitCode, String.valueOf(failure.getMessage()), fields);
  }

  private Outcome told(AmpRemoteException remote) {
    Octets code = remote.codeOctets();
    Map<String, Object> fields = new LinkedHashMap<>();
    if (remote instanceof UnhandledCommandException) {
      fields.put("outcome", "unhandled");
    } else {
      fields.put("outcome", isDeclared(code) ? "error" : "unknown error");
      fields.put("code", AmpText.key(code));
      exception(code, fields);
    }
    fields.put("description", remote.description());
    int exitCode =
        remote instanceof UnhandledCommandException
            ? UNHANDLED
            : isDeclared(code) ? ExitCode.NOT_FOUND : UNKNOWN;
    String text = code.forLog() + ": " + Octets.utf8(remote.description()).forLog();
    return new Outcome(exitCode, text, fields);
  }

  /// Without a schema every code but one may be the command's own.
  private boolean isDeclared(Octets code) {
    if (command == null) {
      return !code.equals(AmpKeys.UNKNOWN);
    }
    String text = code.utf8();
    return command.errors().containsValue(text) || command.fatalErrors().containsValue(text);
  }

  private void exception(Octets code, Map<String, Object> fields) {
    if (command == null) {
      return;
    }
    String text = code.utf8();
    command.errors().forEach((name, own) -> putIf(own.equals(text), "exception", name, fields));
    command
        .fatalErrors()
        .forEach((name, own) -> {
          putIf(own.equals(text), "exception", name, fields);
          putIf(own.equals(text), "fatal", true, fields);
        });
  }

  private static void putIf(boolean holds, String key, Object value, Map<String, Object> fields) {
    if (holds) {
      fields.put(key, value);
    }
  }
}
