package dev.sennit.pb;

import dev.sennit.net.session.Complaints;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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
  /// @throws IllegalArgumentException if a line is wrong; names its number
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
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.isBlank() && !line.startsWith("#")) {
        int colon = line.indexOf(':');
        Secret secret = colon < 1 ? null : secret(line.substring(colon + 1));
        if (secret == null) {
          throw new IllegalArgumentException(
              file
                  + ": line "
                  + (i + 1)
                  + " (expected: name:{MD5}..., name:$5$..., name:$6$... or name:{PLAIN}...)");
        }
        users.put(Octets.utf8(line.substring(0, colon)), secret);
      }
    }
    return new Content(changed, size, users);
  }

  private static @Nullable Secret secret(String text) {
    try {
      if (text.startsWith("{MD5}")) {
        byte[] md5 = HexFormat.of().parseHex(text.substring(5));
        return md5.length == 16 ? new Secret(Octets.of(md5), null) : null;
      }
      if (text.startsWith("{PLAIN}")) {
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
