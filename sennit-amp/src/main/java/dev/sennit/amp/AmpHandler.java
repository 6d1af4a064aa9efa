package dev.sennit.amp;

/// Answers one command.
///
/// Runs on a virtual thread and may block, unless the options' [dev.sennit.net.Delivery] says
/// otherwise. It may ask the peer back; while it waits for that, the next request runs.
///
/// @param <Q> the request
/// @param <R> the response
@FunctionalInterface
public interface AmpHandler<Q, R> {

  /// Answers.
  ///
  /// @param connection who asks
  /// @throws Exception what the command declares is told to the peer with its code and message;
  ///   anything else as `UNKNOWN`, without details, and closes the connection
  R answer(Q request, AmpConnection connection) throws Exception;
}
