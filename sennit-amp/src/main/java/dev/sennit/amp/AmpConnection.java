package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.Peer;
import dev.sennit.net.Reply;
import dev.sennit.net.StartTls;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
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
/// | [dev.sennit.net.RequestTimeoutException] | no answer in time; the connection stays open, and a late answer is dropped |
/// | [dev.sennit.net.ConnectionLostException] | the connection ended first. Whether the peer acted is unknown |
/// | [java.util.concurrent.RejectedExecutionException] | as many calls are open, or as many bytes wait for the peer, as [AmpLimits] allows |
///
/// While the protocol is switched, and behind that, everything here throws
/// [ProtocolSwitchedException].
///
/// A reply that is cancelled is no longer waited for; the peer is not told, since AMP has no words
/// for it.
public interface AmpConnection {

  /// Asks, with the time limit of the options.
  ///
  /// @throws IllegalArgumentException if a component of the request has no form on the wire
  /// @throws dev.sennit.amp.wire.TooLongException if it is too long for the wire
  <Q, R> Reply<R> ask(AmpCommand<Q, R> command, Q request);

  /// Asks, and waits for so long at most; zero means for ever.
  ///
  /// @throws IllegalArgumentException if a component of the request has no form on the wire
  /// @throws dev.sennit.amp.wire.TooLongException if it is too long for the wire
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
  /// @throws java.util.concurrent.RejectedExecutionException if as many bytes wait for the peer as
  ///   [AmpLimits] allows
  /// @throws IllegalArgumentException if a component of the request has no form on the wire
  /// @throws dev.sennit.amp.wire.TooLongException if it is too long for the wire
  <Q> void tell(AmpCommand<Q, ?> command, Q request);

  /// Asks by hand.
  ///
  /// @param command the name, in UTF-8
  /// @param fields all pairs but `_command` and `_ask`
  /// @return the whole answer, with `_answer`; fails with [AmpRemoteException] for every error
  Reply<AmpBox> askRaw(String command, AmpBox fields);

  /// Sends a request by hand that nobody answers.
  void tellRaw(String command, AmpBox fields);

  /// Asks the peer to go on in TLS. Everything that this side sends meanwhile waits, and goes out
  /// in TLS, or in clear if the peer refuses. The reply comes before the handshake is done: what is
  /// wrong with a certificate is told by the calls behind it, and ends the connection.
  ///
  /// @throws IllegalStateException if TLS is on or begun already; nothing is sent
  default Reply<AmpNothing> startTls(StartTls how) {
    return startTls(AmpCommand.START_TLS, AmpNothing.NOTHING, how);
  }

  /// As [#startTls(StartTls)], by a command of one's own, which travels in clear.
  ///
  /// @throws IllegalStateException if TLS is on or begun already; nothing is sent
  <Q, R> Reply<R> startTls(AmpCommand<Q, R> command, Q request, StartTls how);

  /// Asks the peer to speak another protocol on this connection. From now on nothing can be asked,
  /// and what the peer asks is not answered, unless it refuses.
  ///
  /// @throws ProtocolSwitchedException if that was done before
  <Q> Reply<AmpNothing> switchTo(
      AmpCommand<Q, AmpNothing> command, Q request, AmpSuccession succession);

  /// Sends the one-way command `KeepAlive`, without arguments, every so often until the connection
  /// ends or speaks another protocol: so that a peer that is gone is noticed, and what lies between
  /// does not forget the connection. The peer must know the command, see [AmpRouter#onKeepAlive()].
  ///
  /// To notice that the peer is silent, have an idle limit ([dev.sennit.net.Timeouts#idle]) that is
  /// longer than the peer's pause.
  ///
  /// @param every more than zero
  void keepAlive(Duration every);

  /// The certificate that the peer has shown in TLS; nothing before the handshake is done, which it
  /// is behind the first answer in TLS.
  Optional<X509Certificate> peerCertificate();

  /// The certificate that this side has shown in TLS; nothing before the handshake is done.
  Optional<X509Certificate> ownCertificate();

  /// Who is on the other end.
  Peer peer();

  /// Ends the connection when what was asked on it, either way, is answered.
  void close();

  /// Completes when no call will be answered any more, with the reason for it.
  CompletionStage<RuntimeException> closed();
}
