package dev.sennit.net;

import java.time.Duration;

/// An answer did not come in the time that was allowed for it. Whether it was acted upon is
/// unknown.
public non-sealed class RequestTimeoutException extends SennitException {
  private final Duration limit;

  /// @param what which wait was too long, for example `reply from 127.0.0.1:4242`
  /// @param limit the time that was allowed
  public RequestTimeoutException(String what, Duration limit) {
    super(what + ": nothing within " + limit.toMillis() + " ms", null);
    this.limit = limit;
  }

  /// The time that was allowed.
  public Duration limit() {
    return limit;
  }
}
