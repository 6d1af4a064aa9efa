package dev.sennit.net.runtime;

import dev.sennit.net.StartTls;
import dev.sennit.net.Target;
import dev.sennit.net.Tls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/// TLS as [Tls] describes it, in the JDK's implementation.
final class TlsContexts {
  private TlsContexts() {}

  /// @throws IOException if a file cannot be read or is not what it should be; names it
  static SslContext server(Tls tls) throws IOException {
    if (tls.certificate() == null || tls.privateKey() == null) {
      throw new IOException("a TLS server needs a certificate and its key");
    }
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(tls.certificate().toFile(), tls.privateKey().toFile())
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2");
      if (tls.trustRoots() != null) {
        builder.trustManager(tls.trustRoots().toFile()).clientAuth(ClientAuth.REQUIRE);
      }
      return builder.build();
    } catch (IllegalArgumentException | SSLException e) {
      throw unreadable(tls, e);
    }
  }

  /// @throws IOException if a file cannot be read or is not what it should be; names it
  static SslContext client(Tls tls) throws IOException {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2");
      if (tls.trustRoots() != null) {
        builder.trustManager(tls.trustRoots().toFile());
      }
      if (tls.certificate() != null && tls.privateKey() != null) {
        builder.keyManager(tls.certificate().toFile(), tls.privateKey().toFile());
      }
      return builder.build();
    } catch (IllegalArgumentException | SSLException e) {
      throw unreadable(tls, e);
    }
  }

  /// The handler that takes a connection into TLS in its middle.
  ///
  /// @param accepted whether the peer connected to us
  /// @throws SSLException if key and certificates do not fit together
  static SslHandler handlerFor(StartTls tls, ByteBufAllocator allocator, boolean accepted)
      throws SSLException {
    boolean client =
        tls.role() == StartTls.Role.AS_CONNECTED ? !accepted : tls.role() == StartTls.Role.CLIENT;
    X509Certificate[] chain = tls.chain().toArray(X509Certificate[]::new);
    SslContextBuilder builder;
    if (client) {
      builder = SslContextBuilder.forClient().endpointIdentificationAlgorithm(null);
      if (tls.key() != null) {
        builder.keyManager(tls.key(), chain);
      }
    } else if (tls.key() != null) {
      builder = SslContextBuilder.forServer(tls.key(), chain);
    } else {
      TemporaryCertificate made = TemporaryCertificate.get();
      builder = SslContextBuilder.forServer(made.key(), made.certificate());
    }
    builder.sslProvider(SslProvider.JDK).protocols("TLSv1.3", "TLSv1.2");
    if (!tls.authorities().isEmpty()) {
      builder.trustManager(tls.authorities()).clientAuth(ClientAuth.REQUIRE);
    } else if (client) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    }
    return builder.build().newHandler(allocator);
  }

  /// Makes what [#handlerFor(StartTls, ByteBufAllocator, boolean)] needs and takes its time; on a
  /// thread that may block.
  static void prepare(StartTls tls, boolean accepted) {
    boolean server =
        tls.role() == StartTls.Role.AS_CONNECTED ? accepted : tls.role() == StartTls.Role.SERVER;
    if (server && tls.key() == null) {
      TemporaryCertificate _ = TemporaryCertificate.get();
    }
  }

  private static IOException unreadable(Tls tls, Exception cause) {
    return new IOException(
        "tls: cannot use "
            + tls
            + " (expected: PEM files with a certificate chain and its PKCS#8 key)",
        cause);
  }

  /// The handler of one connection to this host, whose certificate must carry its name.
  static SslHandler handlerFor(SslContext context, ByteBufAllocator allocator, Target inside) {
    if (!(inside instanceof Target.Tcp tcp)) {
      return context.newHandler(allocator);
    }
    SslHandler handler = context.newHandler(allocator, tcp.host(), tcp.port());
    SSLEngine engine = handler.engine();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return handler;
  }
}
