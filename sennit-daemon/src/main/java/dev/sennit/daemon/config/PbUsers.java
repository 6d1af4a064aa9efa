package dev.sennit.daemon.config;

import dev.sennit.net.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Who may log in over Perspective Broker, and the MD5 digests of their passwords: all that the
/// protocol can make use of, and no more is kept. Immutable.
public final class PbUsers {
  /// Nobody.
  public static final PbUsers NONE = new PbUsers(Map.of());

  private static final String DIGEST = "{MD5}";

  private final Map<String, Octets> digests;

  private PbUsers(Map<String, Octets> digests) {
    this.digests = Map.copyOf(digests);
  }

  /// Lines `name:password` or `name:{MD5}` with 32 hexadecimal digits; empty ones, and those that
  /// begin with `#`, say nothing.
  ///
  /// @param mistakes gets `line: what is wrong`, without the passwords
  static PbUsers read(List<String> lines, List<String> mistakes) {
    Map<String, Octets> digests = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int colon = line.indexOf(':');
      Optional<Octets> digest = colon <= 0 ? Optional.empty() : digestOf(line.substring(colon + 1));
      if (digest.isEmpty()) {
        mistakes.add((i + 1) + ": no user (expected: name:password, or name:{MD5} and its digest)");
      } else if (digests.put(line.substring(0, colon), digest.get()) != null) {
        mistakes.add((i + 1) + ": " + line.substring(0, colon) + " again (expected: once)");
      }
    }
    return new PbUsers(digests);
  }

  private static Optional<Octets> digestOf(String text) {
    if (!text.startsWith(DIGEST)) {
      return text.isEmpty() ? Optional.empty() : Optional.of(md5(text));
    }
    try {
      byte[] digest = HexFormat.of().parseHex(text.substring(DIGEST.length()));
      return digest.length == 16 ? Optional.of(Octets.of(digest)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Octets md5(String password) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      return Octets.of(digest.digest(password.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("MD5: missing (expected: a Java runtime that has it)", e);
    }
  }

  /// These and others, who win.
  ///
  /// @param passwords by name; none is empty
  PbUsers and(Map<String, String> passwords) {
    Map<String, Octets> all = new TreeMap<>(digests);
    passwords.forEach((name, password) -> all.put(name, md5(password)));
    return new PbUsers(all);
  }

  /// The MD5 digest of the user's password, if there is such a user.
  public Optional<Octets> digest(Octets user) {
    return user.strictUtf8().map(digests::get);
  }

  /// Their names, sorted.
  public List<String> names() {
    List<String> names = new ArrayList<>(digests.keySet());
    names.sort(null);
    return names;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PbUsers users && users.digests.equals(digests);
  }

  @Override
  public int hashCode() {
    return digests.hashCode();
  }

  /// The names only.
  @Override
  public String toString() {
    return names().stream().collect(Collectors.joining(", ", "PbUsers[", "]"));
  }
}
