package dev.sennit.net.runtime;

import dev.sennit.net.Peer;
import java.util.concurrent.CompletionStage;

/// What a room does with a question: the user's handler, in the form the runner needs.
///
/// @param <Q> the question
/// @param <R> the answer
@FunctionalInterface
public interface Handler<Q, R> {

  /// Answers now, with a completed stage, or later.
  ///
  /// @throws Exception whatever the user's code throws; the session hears of it as a failed call
  CompletionStage<? extends R> handle(Q question, Peer peer) throws Exception;

  /// Hears that the answer that is still to come will not be used: the peer is gone, or the time is
  /// up. At most once for each stage that [#handle] returned; on any thread.
  default void givenUp(CompletionStage<? extends R> answer) {}
}
