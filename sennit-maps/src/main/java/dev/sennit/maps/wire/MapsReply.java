package dev.sennit.maps.wire;

import dev.sennit.net.wire.Octets;
import java.util.Objects;

/// What a map says to a request. A lookup has three answers that must never be mistaken for each
/// other: the value, "there is no such key" and "I cannot say"; Postfix delivers, rejects or defers
/// a mail by them.
public sealed interface MapsReply extends MapsMessage permits GetReply, PutReply {

  /// The key has this value.
  ///
  /// @param value the value; Postfix calls an empty one a configuration error
  record Found(Octets value) implements GetReply {
    /// Refuses null, where the handler can see it.
    public Found {
      Objects.requireNonNull(value, "value");
    }

    /// The value of a text, in UTF-8.
    public static Found of(String value) {
      return new Found(Octets.utf8(value));
    }
  }

  /// There is no such key. Final: Postfix goes on to the next table, or rejects the mail.
  record NotFound() implements GetReply {
    /// The only one that is needed.
    public static final NotFound INSTANCE = new NotFound();
  }

  /// Whether the key exists is not known now. Postfix keeps the mail and asks again later.
  ///
  /// @param reason a short text that gives nothing away; who runs the server finds the cause in its
  ///   log
  record TryLater(String reason) implements GetReply, PutReply {
    /// Refuses null, where the handler can see it.
    public TryLater {
      Objects.requireNonNull(reason, "reason");
    }

    /// The handler did not answer in time; socketmap has a word of its own for it.
    public static final TryLater TIMED_OUT = new TryLater("the answer took too long");
  }

  /// The question can never be answered: no such map, for example. Postfix reports a configuration
  /// error and keeps the mail.
  ///
  /// @param reason a short text that gives nothing away
  record Broken(String reason) implements GetReply {
    /// Refuses null, where the handler can see it.
    public Broken {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /// The value is stored durably, and the next lookup sees it.
  record Stored() implements PutReply {
    /// The only one that is needed.
    public static final Stored INSTANCE = new Stored();
  }

  /// The value is not stored, and asking again would not help.
  ///
  /// @param reason a short text that gives nothing away
  record Refused(String reason) implements PutReply {
    /// Refuses null, where the handler can see it.
    public Refused {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
