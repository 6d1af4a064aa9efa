package dev.sennit.net.session;

import dev.sennit.net.CloseReason;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;

/// What a session may decide. Valid only inside the call that passed it; a call asked for here
/// starts after that call returns.
///
/// @param <M> the messages of the wire
/// @param <Q> what a handler is asked
public interface Outbox<M, Q> {

  /// Sends a message, after all that was sent before.
  void send(M message);

  /// Asks the handler. Its answer comes back through [Session#answered] or [Session#failed],
  /// exactly once, in any order.
  ///
  /// @param call a number of the session's choice that names the answer
  void call(long call, Q question);

  /// Wants [Session#due] at this time of the session's clock. The latest wish counts.
  ///
  /// @param nanoTime a time on the clock that `due` reports; `Long.MAX_VALUE` for never
  void wakeAt(long nanoTime);

  /// The time now, on the clock of [#wakeAt].
  long nanoTime();

  /// Ends the connection when all that was sent is written. Nothing is received after it.
  void close(CloseReason reason);

  /// Whether the peer takes what is written. If not, what can wait should, until
  /// [Session#writable].
  default boolean isWritable() {
    return true;
  }

  /// Stops handing on messages, or goes on. What arrives meanwhile is not looked at.
  default void hold(boolean held) {
    throw new UnsupportedOperationException("this connection cannot hold its input");
  }

  /// Wants nothing more from the network: what arrives from now on is thrown away. Messages that
  /// have arrived are still handed on.
  default void endInput() {}

  /// Goes on in TLS: all that was sent before is in clear, and every byte that has arrived behind
  /// the last message belongs to TLS already.
  default void secure(StartTls tls) {
    throw new UnsupportedOperationException("this connection cannot change to TLS");
  }

  /// Gives the connection up, behind all that was sent, with every byte that has arrived behind the
  /// last message. Nothing can be sent and nothing is received after it; [Session#closed] comes
  /// when the connection ends, after the successor was told.
  default void handOver(Successor successor) {
    throw new UnsupportedOperationException("this connection cannot be handed over");
  }

  /// Ends the connection at once: what is not yet written is lost. Nothing is received after it.
  default void breakOff(CloseReason reason) {
    close(reason);
  }
}
