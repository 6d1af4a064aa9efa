package dev.sennit.pb.wire;

import dev.sennit.net.wire.Octets;
import java.util.List;

/// What a peer says: first the two messages that agree on a dialect, then commands.
///
/// A request is named by an item of the caller's choice, which is sent back as it came; Twisted
/// counts 1, 2, 3. Values are items that Jelly decodes.
///
/// @see <a href="https://github.com/twisted/twisted/blob/trunk/src/twisted/spread/pb.py">
///   twisted/spread/pb.py, Broker.proto_*</a>
public sealed interface PbMessage {

  /// The server's first words: the dialects it speaks, the best first.
  ///
  /// @param dialects their names
  record Offer(List<String> dialects) implements PbMessage {
    /// Copies the list.
    public Offer {
      dialects = List.copyOf(dialects);
    }
  }

  /// The client's first word: the dialect it takes.
  ///
  /// @param dialect its name
  record Choice(String dialect) implements PbMessage {}

  /// `(version 6)`, once from each side.
  ///
  /// @param number what came
  record Version(Item number) implements PbMessage {
    /// The only version there is.
    public static final long CURRENT = 6;
  }

  /// `(message request target "method" answered arguments keywords)`, or `cachemessage`.
  ///
  /// @param request names the answer
  /// @param target the number of the receiver's object, or its name
  /// @param method what is called, in UTF-8
  /// @param answered whether the caller wants an answer, or an error
  /// @param arguments a jellied tuple
  /// @param keywords a jellied dictionary
  /// @param toCache whether the target is a cache that the receiver holds
  record Call(
      Item request,
      Item target,
      Octets method,
      boolean answered,
      Item arguments,
      Item keywords,
      boolean toCache)
      implements PbMessage {}

  /// `(answer request value)`.
  ///
  /// @param request which call it answers
  /// @param value the result, jellied
  record Answer(Item request, Item value) implements PbMessage {}

  /// `(error request value)`.
  ///
  /// @param request which call failed
  /// @param value the failure, jellied
  record Failed(Item request, Item value) implements PbMessage {}

  /// `(decref target)`: one reference to the receiver's object is gone.
  ///
  /// @param target its number
  record Decref(Item target) implements PbMessage {}

  /// `(decache target)`: one reference to the receiver's cacheable is gone.
  ///
  /// @param target its number
  record Decache(Item target) implements PbMessage {}

  /// `(uncache target)`: the receiver may forget its cache.
  ///
  /// @param target its number
  record Uncache(Item target) implements PbMessage {}

  /// A command that is none of these. Twisted of 2004 answers it with `didNotUnderstand`; here it
  /// is passed over.
  ///
  /// @param word its first item
  record Unknown(String word) implements PbMessage {}
}
