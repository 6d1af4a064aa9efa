package dev.sennit.pb;

import dev.sennit.net.Target;
import dev.sennit.net.Tls;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where an object is.
///
/// | URL | means |
/// |---|---|
/// | `pb://host` | the root object of port 8787 |
/// | `pb://guest@host:8789` | the avatar of a user |
/// | `pb://host/name` | an object that is published under that name |
/// | `pb://guest@host/name` | the avatar of a user who logs in to the object of that name |
/// | `pbs://host` | the same over TLS; the system's authorities vouch for the host |
/// | `pb+unix:///run/app/pb.sock` | over a UNIX socket; a name may follow as `#name` |
///
/// @param target whom to connect to
/// @param user who logs in; null for nobody
/// @param name what the object is published under: `root`, unless the URL says otherwise
public record PbUrl(Target target, @Nullable String user, String name) {
  /// Twisted's port.
  public static final int PORT = 8787;

  /// Host names with an underscore are none of the internet's, but of many a local network.
  private static final Pattern LOCAL_NAME =
      Pattern.compile("(?<user>[^@]*@)?(?<host>[A-Za-z0-9_.-]+)(?<port>:[0-9]+)?");

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
    return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
      case "pb" -> network(url, uri, false);
      case "pbs" -> network(url, uri, true);
      case "pb+unix" -> {
        String path = uri.getPath();
        String authority = uri.getRawAuthority();
        if (path == null || path.length() < 2 || (authority != null && !authority.endsWith("@"))) {
          throw wrong(url, null);
        }
        String user = authority == null ? null : user(url, authority);
        String name = Optional.ofNullable(uri.getFragment()).orElse("root");
        yield new PbUrl(Target.unix(Path.of(path)), user, name);
      }
      default -> throw wrong(url, null);
    };
  }

  private static PbUrl network(String url, URI uri, boolean secure) {
    Matcher local = LOCAL_NAME.matcher(Objects.requireNonNullElse(uri.getRawAuthority(), ""));
    String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
    if (path.indexOf('/') >= 0 || uri.getFragment() != null) {
      throw wrong(url, null);
    }
    String host;
    int port;
    String user;
    if (uri.getHost() != null) {
      host = uri.getHost().replaceAll("^\\[|]$", "");
      port = uri.getPort();
      user = uri.getRawUserInfo() == null ? null : user(url, uri.getRawUserInfo() + "@");
    } else if (local.matches()) {
      host = local.group("host");
      port = local.group("port") == null ? -1 : number(url, local.group("port").substring(1));
      user = local.group("user") == null ? null : user(url, local.group("user"));
    } else {
      throw wrong(url, null);
    }
    Target target = Target.tcp(host, port < 0 ? PORT : port);
    return new PbUrl(
        secure ? new Target.Secure(target, new Tls(null, null, null)) : target,
        user,
        path.isEmpty() ? "root" : path);
  }

  private static int number(String url, String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw wrong(url, e);
    }
  }

  /// @param raw as it stands in the URL, with its `@`
  private static String user(String url, String raw) {
    if (raw.indexOf(':') >= 0) {
      throw new IllegalArgumentException("url: a password in it (expected: pb://user@host)");
    }
    try {
      return Objects.requireNonNullElse(new URI("pb://" + raw + "host").getUserInfo(), "");
    } catch (URISyntaxException e) {
      throw wrong(url, e);
    }
  }

  private static IllegalArgumentException wrong(String url, @Nullable Exception cause) {
    String shown = url.replaceAll("//[^/@]*@", "//...@"); // a password may be in it
    return new IllegalArgumentException("url: " + shown + EXPECTED, cause);
  }
}
