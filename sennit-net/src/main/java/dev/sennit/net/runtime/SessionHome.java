package dev.sennit.net.runtime;

import dev.sennit.net.Descriptor;
import dev.sennit.net.Peer;
import dev.sennit.net.StartTls;
import dev.sennit.net.session.Outbox;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Consumer;

/// Where a session runs, for its owner: a connection, or a [Standalone]. All methods may be called
/// on any thread.
///
/// @param <M> the messages of the wire
/// @param <Q> what a handler is asked
public interface SessionHome<M, Q> {

  /// Runs a step of the session as if a message had come: one at a time with all others.
  ///
  /// @return false if the session has ended. If it ends before the step runs, the step still runs,
  ///   after [dev.sennit.net.session.Session#closed], and can tell who waits
  boolean run(Consumer<Outbox<M, Q>> step);

  /// Who is on the other end.
  ///
  /// @throws IllegalStateException if the connection is not open yet
  Peer peer();

  /// Ends it at once: what is not sent is lost.
  void breakOff();

  /// Whether TLS or another protocol could take over.
  default boolean canChange() {
    return false;
  }

  /// Whether the connection is in TLS, or on its way into it.
  default boolean isSecure() {
    return false;
  }

  /// Makes what TLS needs and takes its time; on a thread that may block.
  default void prepare(StartTls tls) {}

  /// The certificate that the peer has shown; nothing before the handshake is done, or if it showed
  /// none.
  default Optional<X509Certificate> peerCertificate() {
    return Optional.empty();
  }

  /// The certificate that this side has shown; nothing before the handshake is done, or if it
  /// showed none.
  default Optional<X509Certificate> ownCertificate() {
    return Optional.empty();
  }

  /// Whether the connection carries descriptors: a UNIX socket on terms that want it, in clear.
  default boolean carriesDescriptors() {
    return false;
  }

  /// Sends a descriptor with the next byte that goes out. It is taken over: closed here behind
  /// that, or when the connection ends.
  default void send(Descriptor descriptor) {
    descriptor.close();
  }

  /// How many descriptors wait to be sent.
  default int descriptorsWaiting() {
    return 0;
  }
}
