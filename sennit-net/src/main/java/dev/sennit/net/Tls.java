package dev.sennit.net;

import dev.sennit.net.EndpointText.Part;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Which certificate a side shows, and which ones it accepts. TLS 1.2 and 1.3, through the JDK.
///
/// Files are PEM: a certificate chain, its PKCS#8 key, and a bundle of trusted roots. They are read
/// when the server starts or the client is made.
///
/// @param certificate the chain to show, own certificate first; null to show none (a client may)
/// @param privateKey the key of that certificate, in the same file or its own; null with the
///   certificate
/// @param trustRoots whom to believe: on a client null means the JDK's roots; on a server null
///   means that no certificate is asked for, and a bundle that every client must show one signed by
///   it
public record Tls(
    @Nullable Path certificate, @Nullable Path privateKey, @Nullable Path trustRoots) {

  /// @throws IllegalArgumentException if only one of certificate and key is given
  public Tls {
    if ((certificate == null) != (privateKey == null)) {
      throw new IllegalArgumentException(
          "certificate and private key: only one is given (expected: both, or neither)");
    }
  }

  /// A server's side, without certificates of clients.
  public static Tls server(Path certificate, Path privateKey) {
    return new Tls(certificate, privateKey, null);
  }

  /// A client's side that believes these roots.
  public static Tls client(Path trustRoots) {
    return new Tls(null, null, trustRoots);
  }

  static Tls ofServer(EndpointText text) {
    Part key = text.need(-1, "privateKey", "FILE");
    @Nullable Part chain = text.take(-1, "certKey");
    return new Tls(
        text.path(chain == null ? key : chain),
        text.path(key),
        path(text, text.take(-1, "trustRoots")));
  }

  static Tls ofClient(EndpointText text) {
    @Nullable Part chain = text.take(-1, "certificate");
    @Nullable Part key = text.take(-1, "privateKey");
    return new Tls(
        path(text, chain == null ? key : chain),
        path(text, key == null ? chain : key),
        path(text, text.take(-1, "trustRoots")));
  }

  private static @Nullable Path path(EndpointText text, @Nullable Part part) {
    return part == null ? null : text.path(part);
  }

  /// As arguments of a server's endpoint string.
  String forListen() {
    return argument("certKey", certificate) + forBoth();
  }

  /// As arguments of a client's endpoint string.
  String forTarget() {
    return argument("certificate", certificate) + forBoth();
  }

  private String forBoth() {
    return argument("privateKey", privateKey) + argument("trustRoots", trustRoots);
  }

  private static String argument(String name, @Nullable Path file) {
    return file == null ? "" : ":" + name + "=" + EndpointText.quote(file.toString());
  }
}
