package dev.sennit.amp;

import dev.sennit.amp.wire.AmpKeys;

/// The peer does not answer this command. The connection stays open.
public final class UnhandledCommandException extends AmpRemoteException {
  private static final long serialVersionUID = 1L;

  /// @param description the peer's text
  public UnhandledCommandException(String description) {
    super(AmpKeys.UNHANDLED, description, false);
  }
}
