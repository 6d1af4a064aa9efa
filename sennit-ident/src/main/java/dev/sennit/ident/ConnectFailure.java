package dev.sennit.ident;

import dev.sennit.net.RequestTimeoutException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.concurrent.CompletionException;

/// Why a server could not be called.
///
/// @param kind in one word
/// @param detail for a log
record ConnectFailure(IdentFailure kind, String detail) {

  static ConnectFailure of(Throwable thrown) {
    Throwable told =
        thrown instanceof CompletionException e && e.getCause() != null ? e.getCause() : thrown;
    Throwable cause = told.getCause() == null ? told : told.getCause();
    return new ConnectFailure(kind(told, cause), String.valueOf(told.getMessage()));
  }

  private static IdentFailure kind(Throwable told, Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    return switch (cause) {
      case BindException _ -> IdentFailure.BIND_FAILED;
      case NoRouteToHostException _ -> IdentFailure.UNREACHABLE;
      case Throwable _ when told instanceof RequestTimeoutException || text.contains("timed out") ->
          IdentFailure.TIMEOUT;
      case Throwable _ when text.contains("unreachable") -> IdentFailure.UNREACHABLE;
      case Throwable _ when text.contains("reset") -> IdentFailure.RESET;
      case ConnectException _ when text.contains("refused") -> IdentFailure.REFUSED;
      default -> IdentFailure.NO_RESOURCES;
    };
  }

  /// Whether the next attempt would most likely fail too.
  boolean isOfServer() {
    return switch (kind) {
      case REFUSED, UNREACHABLE, TIMEOUT -> true;
      default -> false;
    };
  }
}
