package dev.sennit.ident.handler;

import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.wire.Octets;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/// How answers are put. Immutable: each method returns a changed copy.
///
/// | option | default | other programs' |
/// |---|---|---|
/// | `opsys` | `UNIX` | oidentd `--other` |
/// | `otherOpsys` | `OTHER` | some clients want `UNIX` here too |
/// | `charset` | none | oidentd `--charset` |
/// | `numberForUnnamed` | no: `NO-USER` | pidentd |
/// | `failReply` | none: `NO-USER` | oidentd `--reply` |
///
/// @param opsys stands before login names, and replies that look like one
/// @param otherOpsys stands before numbers, random texts, tokens and pseudonyms
/// @param charset stands behind the system, or null
/// @param numberForUnnamed whether a user without a name is told by number
/// @param failReply is told of a connection that nobody here owns, or null
public record Wording(
    String opsys,
    String otherOpsys,
    @Nullable String charset,
    boolean numberForUnnamed,
    @Nullable UserId failReply) {
  private static final Wording DEFAULTS = new Wording("UNIX", "OTHER", null, false, null);

  /// The defaults of the table above.
  public static Wording defaults() {
    return DEFAULTS;
  }

  /// What stands before login names.
  public Wording opsys(String name) {
    return new Wording(name, otherOpsys, charset, numberForUnnamed, failReply);
  }

  /// What stands before anything else.
  public Wording otherOpsys(String name) {
    return new Wording(opsys, name, charset, numberForUnnamed, failReply);
  }

  /// In which encoding ids are said to be.
  public Wording charset(@Nullable String name) {
    return new Wording(opsys, otherOpsys, name, numberForUnnamed, failReply);
  }

  /// Whether a user without a name is told by number.
  public Wording numberForUnnamed(boolean told) {
    return new Wording(opsys, otherOpsys, charset, told, failReply);
  }

  /// What is told of a connection that nobody here owns.
  public Wording failReply(@Nullable UserId user) {
    return new Wording(opsys, otherOpsys, charset, numberForUnnamed, user);
  }

  /// Puts a text into the encoding.
  ///
  /// @throws IllegalArgumentException if the encoding is not known, or has no form for the text
  UserId put(String text, boolean login) {
    if (charset == null) {
      return put(Octets.utf8(text), login);
    }
    try {
      ByteBuffer bytes = Charset.forName(charset).newEncoder().encode(CharBuffer.wrap(text));
      byte[] id = new byte[bytes.remaining()];
      bytes.get(id);
      return put(Octets.giveUp(id), login);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "id: " + Octets.utf8(text) + " (expected: text that " + charset + " has)", e);
    }
  }

  UserId put(Octets id, boolean login) {
    return new UserId(login ? opsys : otherOpsys, charset, id);
  }
}
