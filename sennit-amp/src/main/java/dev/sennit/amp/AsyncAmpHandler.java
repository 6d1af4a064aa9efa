package dev.sennit.amp;

import java.util.concurrent.CompletionStage;

/// Answers one command, now or later.
///
/// @param <Q> the request
/// @param <R> the response
@FunctionalInterface
public interface AsyncAmpHandler<Q, R> {

  /// Answers with a stage; the next request runs as soon as this returns.
  ///
  /// @param connection who asks
  /// @throws Exception as [AmpHandler#answer]; the stage may fail in the same ways
  CompletionStage<R> answer(Q request, AmpConnection connection) throws Exception;
}
