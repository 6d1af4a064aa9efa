package dev.sennit.net;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An answer did not come in the time that was allowed for it. Whether it was acted upon is
/// unknown.
public non-sealed class RequestTimeoutException extends SennitException {
  private final Duration limit;

  /// @param what which wait was too long, for example `reply from 127.0.0.1:4242`
  /// @param limit the time that was allowed
  public RequestTimeoutException(String what, Duration limit) {
    this(what, limit, null);
  }

  /// @param what which wait was too long
  /// @param limit the time that was allowed
  /// @param cause the lower error, if there is one
  public RequestTimeoutException(String what, Duration limit, @Nullable Throwable cause) {
    super(what + ": nothing within " + limit.toMillis() + " ms", cause);
    this.limit = limit;
  }

  /// The time that was allowed.
  public Duration limit() {
    return limit;
  }
}
