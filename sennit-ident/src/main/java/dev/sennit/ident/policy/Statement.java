package dev.sennit.ident.policy;

import dev.sennit.net.wire.Octets;
import java.net.InetAddress;
import java.util.List;

/// What is to be told instead of the user's name: by the user's wish, or because the administrator
/// forces it.
public sealed interface Statement {

  /// A statement of one word.
  ///
  /// The three words of spoofing are no statements of a user; `force spoof` and its kin tell the
  /// real name, whatever the user wants, as oidentd does.
  ///
  /// @param what any but [Capability#FORWARD]
  record Plain(Capability what) implements Statement {
    /// @throws IllegalArgumentException if it needs a host
    public Plain {
      if (what == Capability.FORWARD) {
        throw new IllegalArgumentException("what: FORWARD (expected: a statement of one word)");
      }
    }
  }

  /// One of these texts, chosen anew for each query.
  ///
  /// @param texts 1 to 255, each of 1 to 512 bytes without NUL, CR and LF
  record Replies(List<Octets> texts) implements Statement {
    /// The most replies in a system's file.
    public static final int MAX_SYSTEM = 255;

    /// The most replies in a user's file.
    public static final int MAX_USER = 20;

    /// The most bytes of a reply.
    public static final int MAX_BYTES = 512;

    /// @throws IllegalArgumentException if a number is out of its range, or a byte is not allowed
    public Replies {
      texts = List.copyOf(texts);
      if (texts.isEmpty() || texts.size() > MAX_SYSTEM) {
        throw new IllegalArgumentException(
            "replies: " + texts.size() + " (expected: 1 to " + MAX_SYSTEM + ")");
      }
      for (Octets text : texts) {
        if (!fits(text)) {
          throw new IllegalArgumentException(
              "reply: " + text + " (expected: 1 to " + MAX_BYTES + " bytes, no NUL, CR or LF)");
        }
      }
    }

    /// Whether the wire can carry the text as an id.
    static boolean fits(Octets text) {
      return !text.isEmpty()
          && text.length() <= MAX_BYTES
          && text.indexOf((byte) 0, 0) < 0
          && text.indexOf((byte) '\r', 0) < 0
          && text.indexOf((byte) '\n', 0) < 0;
    }
  }

  /// What another ident server says.
  ///
  /// @param host as it is written, for messages
  /// @param address where that is
  /// @param port 1 to 65535
  record Forwarding(String host, InetAddress address, int port) implements Statement {}
}
