package dev.sennit.pb;

import dev.sennit.net.Target;
import dev.sennit.net.Tls;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where an object is.
///
/// | URL | means |
/// |---|---|
/// | `pb://host` | the root object of port 8787 |
/// | `pb://guest@host:8789` | the avatar of a user |
/// | `pb://host/name` | an object that is published under that name |
/// | `pbs://host` | the same over TLS; the system's authorities vouch for the host |
/// | `pb+unix:///run/app/pb.sock` | over a UNIX socket; a name may follow as `#name` |
///
/// @param target whom to connect to
/// @param user who logs in; null for nobody
/// @param name what the object is published under: `root`, unless the URL says otherwise
public record PbUrl(Target target, @Nullable String user, String name) {
  /// Twisted's port.
  public static final int PORT = 8787;

  private static final String EXPECTED =
      " (expected: pb://user@host:8787/name, pbs://... or pb+unix:///path)";

  /// Reads a URL.
  ///
  /// @throws IllegalArgumentException if it is none of these; says what is wrong
  public static PbUrl parse(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw wrong(url, e);
    }
    if (uri.getScheme() == null || uri.getRawQuery() != null) {
      throw wrong(url, null);
    }
    return switch (uri.getScheme()) {
      case "pb" -> network(url, uri, tcp(url, uri));
      case "pbs" -> network(url, uri, new Target.Secure(tcp(url, uri), new Tls(null, null, null)));
      case "pb+unix" -> {
        String path = uri.getPath();
        String authority = uri.getRawAuthority();
        if (path == null || path.length() < 2 || (authority != null && !authority.endsWith("@"))) {
          throw wrong(url, null);
        }
        String user = authority == null ? null : authority.substring(0, authority.length() - 1);
        String name = Optional.ofNullable(uri.getFragment()).orElse("root");
        yield new PbUrl(Target.unix(Path.of(path)), user, name);
      }
      default -> throw wrong(url, null);
    };
  }

  private static Target tcp(String url, URI uri) {
    if (uri.getHost() == null || uri.getFragment() != null) {
      throw wrong(url, null);
    }
    String host = uri.getHost().replaceAll("^\\[|]$", "");
    return Target.tcp(host, uri.getPort() < 0 ? PORT : uri.getPort());
  }

  private static PbUrl network(String url, URI uri, Target target) {
    String user = uri.getUserInfo();
    if (user != null && user.indexOf(':') >= 0) {
      throw new IllegalArgumentException("url: a password in it (expected: pb://user@host)");
    }
    String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
    if (path.indexOf('/') >= 0) {
      throw wrong(url, null);
    }
    return new PbUrl(target, user, path.isEmpty() ? "root" : path);
  }

  private static IllegalArgumentException wrong(String url, @Nullable Exception cause) {
    String shown = url.replaceAll("//[^/@]*@", "//...@"); // a password may be in it
    return new IllegalArgumentException("url: " + shown + EXPECTED, cause);
  }
}
