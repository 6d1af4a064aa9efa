package dev.sennit.amp;

import dev.sennit.net.RemoteException;
import dev.sennit.net.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// An error as it is on the wire: a code of any bytes and a text for people.
///
/// A caller gets it for a code that the command does not declare. A handler may throw it: then the
/// peer gets exactly this code and this text, and the connection stays open unless the error is
/// fatal.
///
/// Source: `RemoteAmpError` in Twisted's `twisted/protocols/amp.py`.
public class AmpRemoteException extends RemoteException {
  private static final long serialVersionUID = 1L;

  private final transient Octets codeOctets;
  private final boolean fatal;

  /// An error after which the connection stays open.
  ///
  /// @param code in UTF-8 on the wire
  /// @param description for people
  public AmpRemoteException(String code, String description) {
    this(Octets.utf8(code), description, false);
  }

  /// @param code any bytes
  /// @param description for people
  /// @param fatal whether the side that throws it closes the connection behind it
  public AmpRemoteException(Octets code, String description, boolean fatal) {
    this(code, description, fatal, null);
  }

  /// @param code any bytes
  /// @param description for people
  /// @param fatal whether the side that throws it closes the connection behind it
  /// @param cause why a handler throws it, for this side's eyes only
  public AmpRemoteException(
      Octets code, String description, boolean fatal, @Nullable Throwable cause) {
    super(printed(code), description, cause);
    this.codeOctets = code;
    this.fatal = fatal;
  }

  private static String printed(Octets code) {
    StringBuilder text = new StringBuilder();
    for (char c : new String(code.toBytes(), StandardCharsets.ISO_8859_1).toCharArray()) {
      if (c < 0x80) {
        text.append(c);
      } else {
        text.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
      }
    }
    return text.toString();
  }

  /// The code's bytes.
  public Octets codeOctets() {
    return codeOctets;
  }

  /// Whether the connection ends behind it.
  public boolean isFatal() {
    return fatal;
  }

  /// As Twisted prints it: `Code<BROKEN>: text`, or `Code<BROKEN> (local): text` with a cause.
  @Override
  public String getMessage() {
    return "Code<" + code() + ">" + (getCause() == null ? "" : " (local)") + ": " + description();
  }
}
