package dev.sennit.net.session;

import dev.sennit.net.CloseReason;

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

  /// Ends the connection at once: what is not yet written is lost. Nothing is received after it.
  default void breakOff(CloseReason reason) {
    close(reason);
  }
}
