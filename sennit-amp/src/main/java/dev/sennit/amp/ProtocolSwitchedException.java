package dev.sennit.amp;

/// The connection speaks another protocol now, or waits for the answer to a request to do so:
/// nothing can be asked on it.
public final class ProtocolSwitchedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /// @param message which connection
  public ProtocolSwitchedException(String message) {
    super(message);
  }
}
