package dev.sennit.net.session;

import dev.sennit.net.CloseReason;
import dev.sennit.net.Descriptor;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One side of one conversation, without the network: messages and answers go in, decisions come
/// out.
///
/// All methods run on one event loop, never two at once; none may block. The order of replies is
/// the session's duty.
///
/// @param <M> the messages of the wire
/// @param <Q> what a handler is asked
/// @param <R> what a handler answers
public interface Session<M, Q, R> {

  /// The connection is ready; first of all calls. Sessions that care who is there override this
  /// one.
  default void opened(Peer peer, Outbox<M, Q> out) {
    opened(out);
  }

  /// The connection is ready; first of all calls.
  default void opened(Outbox<M, Q> out) {}

  /// Open files came beside the bytes of the message that comes next, or of a later one; only where
  /// the connection was asked to carry them. The session closes those that nobody wants.
  default void descriptors(List<Descriptor> arrived, Outbox<M, Q> out) {
    arrived.forEach(Descriptor::close);
  }

  /// A message came.
  void received(M message, Outbox<M, Q> out);

  /// The handler answered a call.
  void answered(long call, R answer, Outbox<M, Q> out);

  /// The handler failed, or took too long. The cause is already logged: the peer learns no details
  /// of it.
  void failed(long call, Throwable cause, Outbox<M, Q> out);

  /// The reader gave up: no further message can be told from the bytes. The session says what there
  /// is to say, and closes.
  void malformed(ProtocolException fault, Outbox<M, Q> out);

  /// Whether messages are wanted even while the peer does not take what is written. Two sides that
  /// ask each other would else wait for each other. Such a session has to bound by itself what it
  /// owes, with [Outbox#isWritable] and [Outbox#hold].
  default boolean readsAlways() {
    return false;
  }

  /// The peer has taken what was written, so that [Outbox#isWritable] is true again.
  default void writable(Outbox<M, Q> out) {}

  /// The time that was asked for is here.
  default void due(long nanoTime, Outbox<M, Q> out) {}

  /// The peer will send nothing more. What it asked is still answered.
  void ended(Outbox<M, Q> out);

  /// This side wants to end: the session takes on nothing new and closes when its answers are out.
  /// Messages may still come, since a handler in work may wait for what the peer has to say. At
  /// most once.
  void stop(Outbox<M, Q> out);

  /// The connection is gone; last of all calls.
  ///
  /// @param cause the network's error, if there was one
  default void closed(CloseReason reason, @Nullable Throwable cause) {}
}
