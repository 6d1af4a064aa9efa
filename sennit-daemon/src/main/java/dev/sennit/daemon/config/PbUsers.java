package dev.sennit.daemon.config;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.PbChecker;
import dev.sennit.pb.PbCredentials;
import dev.sennit.pb.PbPasswordChecker;
import dev.sennit.pb.PbPasswordFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Who may log in over Perspective Broker: those whom the configuration names, of whose passwords
/// only the MD5 digests are kept, and those of a file, which is read again when it changes.
public final class PbUsers implements PbChecker, PbPasswordChecker {
  /// Nobody.
  public static final PbUsers NONE = new PbUsers(Map.of(), null);

  private static final byte[] NO_DIGEST = new byte[16];

  private final Map<Octets, Octets> digests;
  private final @Nullable PbPasswordFile file;

  private PbUsers(Map<Octets, Octets> digests, @Nullable PbPasswordFile file) {
    this.digests = digests;
    this.file = file;
  }

  /// @param passwords by name; they win over the file
  static PbUsers of(Map<String, String> passwords, @Nullable PbPasswordFile file) {
    Map<Octets, Octets> digests = new HashMap<>();
    passwords.forEach((name, password) ->
        digests.put(Octets.utf8(name), Octets.of(md5(password.getBytes(StandardCharsets.UTF_8)))));
    return new PbUsers(digests, file);
  }

  private static byte[] md5(byte[] password) {
    try {
      return MessageDigest.getInstance("MD5").digest(password);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("MD5: missing (expected: a Java runtime that has it)", e);
    }
  }

  @Override
  public boolean accepts(PbCredentials credentials) {
    Octets digest = digests.get(credentials.user());
    if (digest == null && file != null) {
      return file.accepts(credentials);
    }
    // a name that is not known takes as long
    return credentials.matchesMd5(digest == null ? NO_DIGEST : digest.toBytes()) && digest != null;
  }

  @Override
  public boolean accepts(Octets user, Octets password) {
    Octets digest = digests.get(user);
    if (digest == null && file != null) {
      return file.accepts(user, password);
    }
    byte[] expected = digest == null ? NO_DIGEST : digest.toBytes();
    return MessageDigest.isEqual(expected, md5(password.toBytes())) && digest != null;
  }

  /// Their names, sorted.
  public List<String> names() {
    TreeSet<String> names = new TreeSet<>();
    digests.keySet().forEach(name -> names.add(name.utf8()));
    if (file != null) {
      file.names().forEach(name -> names.add(name.utf8()));
    }
    return List.copyOf(names);
  }

  /// The names only.
  @Override
  public String toString() {
    return names().stream().collect(Collectors.joining(", ", "PbUsers[", "]"));
  }
}
