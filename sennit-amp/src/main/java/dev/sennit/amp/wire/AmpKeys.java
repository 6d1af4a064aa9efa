package dev.sennit.amp.wire;

import dev.sennit.net.wire.Octets;
import java.util.List;

/// The keys and codes that AMP itself uses. Other keys that begin with an underscore mean nothing
/// to it.
public final class AmpKeys {
  /// In a request: the command's name.
  public static final Octets COMMAND = Octets.utf8("_command");

  /// In a request: its id; without one nobody answers.
  public static final Octets ASK = Octets.utf8("_ask");

  /// In a reply that brings a result: the request's id.
  public static final Octets ANSWER = Octets.utf8("_answer");

  /// In a reply that tells a failure: the request's id.
  public static final Octets ERROR = Octets.utf8("_error");

  /// In an error reply: the code.
  public static final Octets ERROR_CODE = Octets.utf8("_error_code");

  /// In an error reply: the text for people, UTF-8.
  public static final Octets ERROR_DESCRIPTION = Octets.utf8("_error_description");

  /// The code of every failure that the command does not declare.
  public static final Octets UNKNOWN = Octets.utf8("UNKNOWN");

  /// The code for a command that nobody answers.
  public static final Octets UNHANDLED = Octets.utf8("UNHANDLED");

  /// The keys.
  static final List<Octets> ALL =
      List.of(COMMAND, ASK, ANSWER, ERROR, ERROR_CODE, ERROR_DESCRIPTION);

  private AmpKeys() {}
}
