package dev.sennit.pb;

import dev.sennit.net.session.Complaints;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A file of users and passwords, a line each: `name:secret`. Blank lines, and lines that begin
/// with `#`, mean nothing. A file that was changed is read again; if it is broken then, the last
/// good one stays.
///
/// | secret | by challenge | by password |
/// |---|---|---|
/// | `{MD5}` and 32 hexadecimal digits: MD5 of the password | yes | yes |
/// | `$5$salt$hash`, `$6$salt$hash`: what `htpasswd -2`, `-5` and `openssl passwd -6` write | no | yes |
/// | `{PLAIN}` and the password | yes | yes |
///
/// The challenge demands MD5 of the password, so who reads `{MD5}` from the file can log in by
/// challenge; the hashes of the second line give nothing away, but cannot answer a challenge. So a
/// portal for Twisted clients needs `checker(file)`, and one that wants hashes worth the name
/// `passwords(file)`.
public final class PbPasswordFile implements PbChecker, PbPasswordChecker {
  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.pb");
  private static final long MOST_BYTES = 64 * 1024 * 1024;
  private static final int MOST_MISTAKES = 10; // that are told

  /// What the file says of one user; one of the two.
  ///
  /// @param md5 of the password
  private record Secret(@Nullable Octets md5, @Nullable ShaCrypt hash) {}

  /// One reading of the file.
  private record Content(FileTime changed, long size, Map<Octets, Secret> users) {}

  /// Takes as long as a user who is there, and never matches.
  private static final Secret NOBODY =
      new Secret(null, ShaCrypt.parse("$6$nobody$" + ".".repeat(86)));

  private final Path file;
  private volatile Content content;

  private PbPasswordFile(Path file, Content content) {
    this.file = file;
    this.content = content;
  }

  /// Reads the file.
  ///
  /// @throws IllegalArgumentException if lines are wrong; names their numbers, and nothing that is
  ///   in them but a name that is there twice
  /// @throws UncheckedIOException if it cannot be read
  public static PbPasswordFile of(Path file) {
    try {
      return new PbPasswordFile(file, read(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Content read(Path file) throws IOException {
    FileTime changed = Files.getLastModifiedTime(file);
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw new IllegalArgumentException(
          file + ": " + size + " bytes (expected: " + MOST_BYTES + " or fewer)");
    }
    Map<Octets, Secret> users = new HashMap<>();
    List<String> mistakes = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        String mistake = mistake(line, users);
        if (mistake != null) {
          mistakes.add("line " + number + ": " + mistake);
        }
      }
    }
    if (!mistakes.isEmpty()) {
      int more = mistakes.size() - MOST_MISTAKES;
      throw new IllegalArgumentException(
          file
              + ": "
              + String.join("; ", mistakes.subList(0, Math.min(MOST_MISTAKES, mistakes.size())))
              + (more > 0 ? "; and " + more + " more" : ""));
    }
    return new Content(changed, size, users);
  }

  /// Reads a line.
  ///
  /// @return what is wrong with it; null if nothing is
  private static @Nullable String mistake(String line, Map<Octets, Secret> users) {
    int colon = line.indexOf(':');
    if (colon < 1) {
      return "no name (expected: a name, a colon and a secret)";
    }
    Secret secret = secret(line.substring(colon + 1));
    if (secret == null) {
      return "no secret (expected: {MD5} and its digits, {PLAIN}..., $5$... or $6$...)";
    }
    String name = line.substring(0, colon);
    return users.put(Octets.utf8(name), secret) == null
        ? null
        : Octets.utf8(name).forLog() + " again (expected: once)";
  }

  private static @Nullable Secret secret(String text) {
    try {
      if (text.startsWith("{MD5}")) {
        byte[] md5 = HexFormat.of().parseHex(text.substring(5));
        return md5.length == 16 ? new Secret(Octets.of(md5), null) : null;
      }
      if (text.startsWith("{PLAIN}") && text.length() > 7) {
        return new Secret(Octets.of(Challenge.md5(Octets.utf8(text.substring(7)).toBytes())), null);
      }
      return new Secret(null, ShaCrypt.parse(text));
    } catch (IllegalArgumentException e) {
      return null; // the caller tells the line, and nothing that is in it
    }
  }

  private Map<Octets, Secret> users() {
    Content now = content;
    try {
      if (!Files.getLastModifiedTime(file).equals(now.changed())
          || Files.size(file) != now.size()) {
        now = read(file);
        content = now;
      }
    } catch (IOException | IllegalArgumentException e) {
      COMPLAINTS.warn("pb: " + file + ": keeping what it said before: " + e.getMessage(), null);
    }
    return now.users();
  }

  /// The names of its users.
  public Set<Octets> names() {
    return Set.copyOf(users().keySet());
  }

  @Override
  public boolean accepts(PbCredentials credentials) {
    Secret secret = users().getOrDefault(credentials.user(), NOBODY);
    Octets md5 = secret.md5();
    // a name that is not known, or cannot log in this way, takes as long
    return credentials.matchesMd5(md5 == null ? new byte[16] : md5.toBytes()) && md5 != null;
  }

  @Override
  public boolean accepts(Octets user, Octets password) {
    Secret secret = users().getOrDefault(user, NOBODY);
    ShaCrypt hash = secret.hash();
    Octets md5 = secret.md5();
    byte[] given = password.toBytes();
    if (hash != null) {
      return hash.matches(given);
    }
    return md5 != null && MessageDigest.isEqual(md5.toBytes(), Challenge.md5(given));
  }

  /// The file's name only.
  @Override
  public String toString() {
    return "PbPasswordFile[" + file + "]";
  }
}
