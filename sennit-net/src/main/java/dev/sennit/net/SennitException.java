package dev.sennit.net;

import org.jspecify.annotations.Nullable;

/// The root of everything Sennit throws on purpose. Unchecked; the four kinds are told apart by
/// type, never by message.
///
/// Messages read `name: value (expected: ...)` where a value is at fault.
public abstract sealed class SennitException extends RuntimeException
    permits ProtocolException, RemoteException, ConnectionLostException, RequestTimeoutException {

  SennitException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
