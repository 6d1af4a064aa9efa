package dev.sennit.amp;

import dev.sennit.amp.wire.AmpKeys;

/// The peer failed in a way that the command does not declare. It closes the connection, as a rule.
public final class UnknownRemoteException extends AmpRemoteException {
  private static final long serialVersionUID = 1L;

  /// @param description the peer's text
  public UnknownRemoteException(String description) {
    super(AmpKeys.UNKNOWN, description, false);
  }
}
