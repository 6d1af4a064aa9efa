package dev.sennit.daemon.config;

import dev.sennit.daemon.config.IdentSettings.Connection;
import dev.sennit.daemon.config.IdentSettings.Nat;
import dev.sennit.daemon.config.IdentSettings.Policy;
import dev.sennit.daemon.config.IdentSettings.Registry;
import dev.sennit.daemon.config.IdentSettings.Style;
import dev.sennit.daemon.config.IdentSettings.Wording;
import dev.sennit.net.Listen;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the `[ident]` section: who owns the connections of this machine, and what is told of them.
final class IdentReader {
  static final Set<String> KEYS =
      Set.of(
          "listen",
          "any-address",
          "queries",
          "rate-per-address",
          "first-query",
          "idle",
          "total",
          "hide-errors",
          "answer-junk",
          "style",
          "opsys",
          "other-opsys",
          "charset",
          "id",
          "keys",
          "unnamed",
          "reply",
          "fail-reply",
          "policy",
          "user-files",
          "noident",
          "conntrack",
          "nat-table",
          "forward-port",
          "forward-timeout",
          "proxies",
          "registry",
          "trusted",
          "hold");

  private static final int MOST_QUERIES = 1_000_000_000;
  private static final int HIGHEST_RATE = 1_000_000;
  private static final int MOST_ID_BYTES = 512;
  private static final int MOST_TOKEN_CHARACTERS = 64;
  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration LONGEST_HOLD = Duration.ofSeconds(2);
  private static final Duration LONGEST_FORWARD = Duration.ofSeconds(5);

  /// What stands for an owner who has no name.
  private enum Unnamed {
    NO_USER("no-user"),
    NUMBER("number");

    private final String word;

    Unnamed(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  private final Path directory;
  private final Addresses addresses;

  /// @param directory where relative names of files start
  IdentReader(Path directory, Addresses addresses) {
    this.directory = directory;
    this.addresses = addresses;
  }

  List<IdentListener> readAll(Section top) {
    Section ident = top.section("ident", KEYS);
    if (ident == null) {
      return List.of();
    }
    boolean anyAddress = ident.flag("any-address", false);
    List<Listen> listen = addresses.readAll(ident, anyAddress, "any-address = true");
    IdentSettings settings =
        new IdentSettings(
            connection(ident), wording(ident), policy(ident), nat(ident), registry(ident));
    return listen.stream().map(where -> new IdentListener(where, settings)).toList();
  }

  private static Connection connection(Section ident) {
    Connection usual = Connection.DEFAULT;
    Duration day = Duration.ofDays(1);
    return new Connection(
        ident.integer("queries", 1, MOST_QUERIES, usual.queries()),
        ident.integer("rate-per-address", 0, HIGHEST_RATE, usual.ratePerAddress()),
        ident.duration("first-query", MILLISECOND, day, usual.firstQuery()),
        ident.duration("idle", MILLISECOND, day, usual.idle()),
        ident.duration("total", MILLISECOND, day, usual.total()),
        ident.flag("hide-errors", usual.hideErrors()),
        ident.flag("answer-junk", usual.answerJunk()));
  }

  private Wording wording(Section ident) {
    IdentSettings.Id id = ident.choice("id", IdentSettings.Id.class, IdentSettings.Id.NAME);
    Optional<Path> keys = file(ident, "keys");
    boolean secret = id == IdentSettings.Id.TOKEN || id == IdentSettings.Id.PSEUDONYM;
    if (secret && !ident.has("keys")) {
      ident.missing(
          "keys", "a file of keys, made by `sennit ident keys FILE`, for id = \"" + id + "\"");
    }
    return new Wording(
        ident.choice("style", Style.class, Style.COMPACT),
        token(ident, "opsys", "UNIX"),
        token(ident, "other-opsys", "OTHER"),
        charset(ident),
        id,
        keys,
        ident.choice("unnamed", Unnamed.class, Unnamed.NO_USER) == Unnamed.NUMBER,
        id(ident, "reply"),
        id(ident, "fail-reply"));
  }

  private static String token(Section ident, String key, String fallback) {
    String text = ident.string(key, fallback);
    boolean fits = !text.isEmpty() && text.length() <= MOST_TOKEN_CHARACTERS;
    if (!fits || !text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':' && c != ',')) {
      ident.wrong(key, "1 to 64 printable ASCII characters, no blank, colon or comma");
      return fallback;
    }
    return text;
  }

  private static Optional<String> charset(Section ident) {
    @Nullable String name = ident.string("charset");
    if (name == null) {
      return Optional.empty();
    }
    try {
      if (Charset.forName(name).canEncode()) {
        return Optional.of(name);
      }
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      // told below
    }
    ident.wrong("charset", "the name of an encoding, such as \"UTF-8\"");
    return Optional.empty();
  }

  private static Optional<String> id(Section ident, String key) {
    @Nullable String text = ident.string(key);
    if (text == null) {
      return Optional.empty();
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MOST_ID_BYTES || text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      ident.wrong(key, "1 to 512 bytes without control characters");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  private Policy policy(Section ident) {
    return new Policy(
        file(ident, "policy"), ident.flag("user-files", false), ident.flag("noident", false));
  }

  private Nat nat(Section ident) {
    boolean conntrack = ident.flag("conntrack", false);
    if (!conntrack) {
      Stream.of("nat-table", "forward-port")
          .filter(ident::has)
          .forEach(
              key -> ident.fault(key, "without effect (expected: `conntrack = true` as well)"));
    }
    return new Nat(
        conntrack,
        file(ident, "nat-table"),
        ident.integer("forward-port", 0, 65_535, 0),
        ident.duration("forward-timeout", MILLISECOND, LONGEST_FORWARD, LONGEST_FORWARD),
        proxies(ident));
  }

  private static Set<InetAddress> proxies(Section ident) {
    Set<InetAddress> proxies = new HashSet<>();
    for (String address : ident.strings("proxies")) {
      try {
        proxies.add(InetAddress.ofLiteral(address));
      } catch (IllegalArgumentException e) {
        ident.fault("proxies", Shown.quoted(address) + " (expected: addresses, no names)");
      }
    }
    return proxies;
  }

  private Optional<Registry> registry(Section ident) {
    Duration hold = ident.duration("hold", Duration.ZERO, LONGEST_HOLD, Duration.ofMillis(500));
    List<String> trusted = ident.strings("trusted");
    if (!ident.has("registry")) {
      Stream.of("hold", "trusted")
          .filter(ident::has)
          .forEach(key -> ident.fault(key, "without effect (expected: `registry` as well)"));
    }
    return addresses.readUnix(ident, "registry").map(listen -> new Registry(listen, trusted, hold));
  }

  private Optional<Path> file(Section ident, String key) {
    return ident.has(key)
        ? NamedFiles.existing(ident, key, directory, "a file that can be read")
        : Optional.empty();
  }
}
