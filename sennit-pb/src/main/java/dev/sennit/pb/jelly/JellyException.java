package dev.sennit.pb.jelly;

import dev.sennit.net.ProtocolException;
import java.util.List;

/// A value that cannot be sent, or items that are none or not allowed. The connection goes on: only
/// the call fails.
public final class JellyException extends ProtocolException {
  /// What Twisted raises for what is not allowed.
  public static final String INSECURE = "twisted.spread.jelly.InsecureJelly";

  private final String type;

  private JellyException(String type, String message) {
    super(message);
    this.type = type;
  }

  static JellyException insecure(String message) {
    return new JellyException(INSECURE, message);
  }

  static JellyException type(String message) {
    return new JellyException("builtins.TypeError", message);
  }

  /// A value that makes no sense.
  public static JellyException value(String message) {
    return new JellyException("builtins.ValueError", message);
  }

  /// What refers to nothing.
  public static JellyException key(String message) {
    return new JellyException("builtins.KeyError", message);
  }

  /// The failure that tells a Python peer.
  public PbFailure failure() {
    String message = getMessage();
    return PbFailure.of(type, message == null ? "" : message, List.of());
  }
}
