package dev.sennit.cli;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.pb.PbException;
import dev.sennit.pb.jelly.JellyException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// What became of a call that gave no result, as a person and a shell are told.
///
/// @param exitCode what the command ends with
/// @param word what it is called in JSON
/// @param text for a person
/// @param failure what the peer told, if it did
record PbOutcome(int exitCode, String word, String text, @Nullable PbException failure) {
  /// For the help of each command.
  static final String EXIT_CODES =
      "Exit code: 0 done, 1 the method failed over there, 65 a value that cannot be sent or read, 69"
          + " no server there, 75 a timeout or a lost connection, 76 no Perspective Broker there, 77"
          + " the login was refused.";

  /// @param thrown by connecting, by the login, or by a call
  /// @throws RuntimeException the same if it is a fault of this program
  static PbOutcome of(RuntimeException thrown, boolean connected) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String text = PythonRepr.oneLine(String.valueOf(cause.getMessage()));
    return switch (cause) {
      case PbException failure when isLogin(failure) ->
          new PbOutcome(ExitCode.NOPERM, "refused", "login refused: " + told(failure), failure);
      case PbException failure ->
          new PbOutcome(ExitCode.NOT_FOUND, "failure", told(failure), failure);
      case JellyException _ -> new PbOutcome(ExitCode.DATAERR, "unreadable", text, null);
      case RequestTimeoutException _ -> new PbOutcome(ExitCode.TEMPFAIL, "timeout", text, null);
      case ProtocolException _ -> new PbOutcome(ExitCode.DATAERR, "unsendable", text, null);
      case ConnectionLostException lost when lost.getCause() instanceof ProtocolException fault ->
          new PbOutcome(
              ExitCode.PROTOCOL,
              "protocol",
              "no Perspective Broker: " + PythonRepr.oneLine("" + fault.getMessage()),
              null);
      case ConnectionLostException _ when connected ->
          new PbOutcome(ExitCode.TEMPFAIL, "lost", text, null);
      case ConnectionLostException _ ->
          new PbOutcome(ExitCode.UNAVAILABLE, "unavailable", text, null);
      default -> throw thrown;
    };
  }

  private static boolean isLogin(PbException failure) {
    return failure.is("twisted.cred.error.LoginFailed")
        || failure.is("twisted.cred.error.Unauthorized");
  }

  private static String told(PbException failure) {
    String value = failure.failure().value();
    return PythonRepr.oneLine(failure.failure().type() + (value.isEmpty() ? "" : ": " + value));
  }

  /// Tells it.
  ///
  /// @return the exit code
  int tell(Output output, String url) {
    if (!output.json()) {
      output.fault("sennit: " + url + ": " + text);
      return exitCode;
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("outcome", word);
    fields.put("reason", failure == null ? text : failure.failure().value());
    if (failure != null) {
      fields.put("type", failure.failure().type());
      fields.put("parents", failure.failure().parents());
    }
    output.record("", fields);
    return exitCode;
  }
}
