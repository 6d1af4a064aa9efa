package dev.sennit.daemon.config;

import dev.sennit.net.EndpointSyntaxException;
import dev.sennit.net.Listen;
import dev.sennit.net.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads where listeners listen, and sees that no two want the same address and that none is open
/// to the whole network by accident.
final class Addresses {
  private static final Set<String> WILDCARDS = Set.of("", "0.0.0.0", "::", "::0", "0");

  private static final String EXPECTED =
      "an endpoint, such as \"tcp:4242:interface=127.0.0.1\" or \"unix:/run/x.sock\"";

  private final List<Taken> taken = new ArrayList<>();
  private final Path directory;

  /// @param directory where relative names of files start
  Addresses(Path directory) {
    this.directory = directory;
  }

  private record Taken(Listen listen, String path, int line) {}

  /// Reads the key `listen`, which must be there.
  ///
  /// @param open whether the section says that an address of all networks is meant
  /// @param cure what to write for that
  /// @return nothing if it cannot be read, which is then reported
  Optional<Listen> read(Section section, boolean open, String cure) {
    String text = section.required("listen", EXPECTED);
    return text == null ? Optional.empty() : read(section, text, open, cure);
  }

  /// Reads the key `listen`, which must be there, as one endpoint or an array of them.
  List<Listen> readAll(Section section, boolean open, String cure) {
    if (!section.isArray("listen")) {
      return read(section, open, cure).stream().toList();
    }
    List<String> texts = section.strings("listen");
    if (texts.isEmpty()) {
      section.wrong("listen", EXPECTED);
    }
    return texts.stream().flatMap(text -> read(section, text, open, cure).stream()).toList();
  }

  private Optional<Listen> read(Section section, String text, boolean open, String cure) {
    try {
      Listen listen = placed(Listen.parse(text));
      checkFiles(section, listen);
      checkOpen(section, text, listen, open, cure);
      checkFree(section, "listen", listen);
      return Optional.of(listen);
    } catch (EndpointSyntaxException e) {
      if (section.isArray("listen")) {
        section.fault("listen", Shown.quoted(text) + ": " + Shown.oneLine(messageOf(e)));
      } else {
        section.faultInside("listen", text, e.offset(), Shown.oneLine(messageOf(e)));
      }
    } catch (IllegalArgumentException e) { // a path with a NUL, for example
      section.fault("listen", Shown.oneLine(messageOf(e)));
    }
    return Optional.empty();
  }

  /// Reads the key, if it is there, as a UNIX socket.
  Optional<Listen> readUnix(Section section, String key) {
    String text = section.string(key);
    if (text == null) {
      return Optional.empty();
    }
    try {
      Listen listen = placed(Listen.parse(text));
      if (listen instanceof Listen.Unix
          || (listen instanceof Listen.Inherited inherited && inherited.unix())) {
        checkFree(section, key, listen);
        return Optional.of(listen);
      }
      section.wrong(key, "a UNIX socket, such as \"unix:/run/sennit/ident.sock:mode=666\"");
    } catch (EndpointSyntaxException e) {
      section.faultInside(key, text, e.offset(), Shown.oneLine(messageOf(e)));
    } catch (IllegalArgumentException e) { // a path with a NUL, for example
      section.fault(key, Shown.oneLine(messageOf(e)));
    }
    return Optional.empty();
  }

  private Listen placed(Listen listen) {
    return switch (listen) {
      case Listen.Unix unix ->
          new Listen.Unix(
              directory.resolve(unix.path()),
              unix.mode(),
              unix.owner(),
              unix.group(),
              unix.backlog());
      case Listen.Secure(Listen inside, Tls tls) ->
          new Listen.Secure(
              placed(inside),
              new Tls(
                  placed(tls.certificate()), placed(tls.privateKey()), placed(tls.trustRoots())));
      case Listen.Tcp _, Listen.Inherited _ -> listen;
    };
  }

  private @Nullable Path placed(@Nullable Path file) {
    return file == null ? null : directory.resolve(file);
  }

  private static void checkFiles(Section section, Listen listen) {
    if (listen instanceof Listen.Secure(_, Tls tls)) {
      Stream.of(tls.certificate(), tls.privateKey(), tls.trustRoots())
          .filter(Objects::nonNull)
          .distinct()
          .filter(file -> !Files.isRegularFile(file) || !Files.isReadable(file))
          .forEach(file ->
              section.fault(
                  "listen",
                  Shown.oneLine(file.toString()) + " (expected: a PEM file that can be read)"));
    }
  }

  private static String messageOf(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static void checkOpen(
      Section section, String text, Listen listen, boolean open, String cure) {
    Optional<Listen.Tcp> tcp = tcp(listen);
    if (!open && tcp.isPresent() && WILDCARDS.contains(tcp.get().host()) && !isMutual(listen)) {
      section.fault(
          "listen",
          Shown.quoted(text)
              + " listens on every address of this machine (expected: interface=ADDRESS, or "
              + cure
              + ")");
    }
  }

  /// TLS that demands a certificate of the client needs no other fence.
  private static boolean isMutual(Listen listen) {
    return listen instanceof Listen.Secure secure && secure.tls().trustRoots() != null;
  }

  private void checkFree(Section section, String key, Listen listen) {
    String path = section.pathOf(key);
    for (Taken other : taken) {
      if (collide(listen, other.listen())) {
        section.fault(
            key,
            Shown.quoted(listen.toString())
                + " is taken by %s in line %d (expected: another port, interface or path)"
                    .formatted(other.path(), other.line()));
        return;
      }
    }
    taken.add(new Taken(listen, path, section.keyPlace(key).line()));
  }

  private static boolean collide(Listen a, Listen b) {
    Optional<Listen.Tcp> left = tcp(a);
    Optional<Listen.Tcp> right = tcp(b);
    if (left.isPresent() && right.isPresent()) {
      return left.get().port() == right.get().port()
          && left.get().port() != 0
          && sameHost(left.get().host(), right.get().host());
    }
    return switch (a) {
      case Listen.Unix unix ->
          b instanceof Listen.Unix other
              && unix.path()
                  .toAbsolutePath()
                  .normalize()
                  .equals(other.path().toAbsolutePath().normalize());
      case Listen.Inherited inherited -> inherited.equals(b);
      default -> false;
    };
  }

  private static boolean sameHost(String a, String b) {
    return a.equalsIgnoreCase(b) || includes(a, b) || includes(b, a);
  }

  /// The address of all IPv4 leaves those of IPv6 alone; the other wildcards are for both.
  private static boolean includes(String wildcard, String host) {
    boolean onlyIpv6 = host.indexOf(':') >= 0 && !WILDCARDS.contains(host);
    return WILDCARDS.contains(wildcard) && !(onlyIpv6 && wildcard.equals("0.0.0.0"));
  }

  private static Optional<Listen.Tcp> tcp(Listen listen) {
    return switch (listen) {
      case Listen.Tcp tcp -> Optional.of(tcp);
      case Listen.Secure secure -> tcp(secure.inside());
      case Listen.Unix _, Listen.Inherited _ -> Optional.empty();
    };
  }
}
