package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.TooLongException;
import dev.sennit.net.Peer;
import dev.sennit.net.Reply;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/// One open connection, on which both sides may ask at any time.
///
/// Safe for many threads. What cannot be sent is said at once, by an exception, and nothing of it
/// is sent; everything else is said by the reply:
///
/// | reply fails with | when |
/// |---|---|
/// | what the command declares | the peer said so |
/// | [UnhandledCommandException] | the peer does not answer the command |
/// | [UnknownRemoteException] | the peer failed in another way |
/// | [dev.sennit.net.ProtocolException] | the answer cannot be read; the connection stays open |
/// | [RequestTimeoutException] | no answer in time; the connection stays open, and a late answer is dropped |
/// | [ConnectionLostException] | the connection ended first. Whether the peer acted is unknown |
/// | [RejectedExecutionException] | as many calls are open as the options allow |
///
/// A reply that is cancelled is no longer waited for; the peer is not told, since AMP has no words
/// for it.
public interface AmpConnection {

  /// Asks, with the time limit of the options.
  ///
  /// @throws IllegalArgumentException if a component of the request has no form on the wire
  /// @throws TooLongException if it is too long for the wire
  <Q, R> Reply<R> ask(AmpCommand<Q, R> command, Q request);

  /// Asks, and waits for so long at most; zero means for ever.
  ///
  /// @throws IllegalArgumentException if a component of the request has no form on the wire
  /// @throws TooLongException if it is too long for the wire
  <Q, R> Reply<R> ask(AmpCommand<Q, R> command, Q request, Duration most);

  /// Asks, waits for the answer and returns it. An interrupt does not end the wait.
  ///
  /// @throws RuntimeException as [#ask(AmpCommand, Object)] and its reply; a checked exception that
  ///   the command declares comes as it is
  default <Q, R> R call(AmpCommand<Q, R> command, Q request) {
    return Waiting.on(ask(command, request));
  }

  /// Sends a request that nobody answers. On a closed connection it does nothing.
  ///
  /// @throws IllegalArgumentException if a component of the request has no form on the wire
  /// @throws TooLongException if it is too long for the wire
  <Q> void tell(AmpCommand<Q, ?> command, Q request);

  /// Asks by hand.
  ///
  /// @param command the name, in UTF-8
  /// @param fields all pairs but `_command` and `_ask`
  /// @return the whole answer, with `_answer`; fails with [AmpRemoteException] for every error
  Reply<AmpBox> askRaw(String command, AmpBox fields);

  /// Sends a request by hand that nobody answers.
  void tellRaw(String command, AmpBox fields);

  /// Who is on the other end.
  Peer peer();

  /// Ends the connection when what was asked on it, either way, is answered.
  void close();

  /// Completes when no call will be answered any more, with the reason for it.
  CompletionStage<RuntimeException> closed();
}
