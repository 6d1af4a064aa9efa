package dev.sennit.ident.token;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// A file of keys: one a line, in URL-safe Base64, oldest first; `#` begins a comment.
///
/// It must not be open to other users than its owner and group, nor writable by its group.
public final class KeyFile {
  private static final int MAX_BYTES = 64 * 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> TOO_OPEN =
      PosixFilePermissions.fromString("----w-rwx");

  private KeyFile() {}

  /// Reads the keys.
  ///
  /// @return one or more, oldest first
  /// @throws IOException if the file cannot be read
  /// @throws IllegalArgumentException if it is open to others, or a line is no key; says which
  public static List<byte[]> read(Path file) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (mode.stream().anyMatch(TOO_OPEN::contains)) {
      throw new IllegalArgumentException(
          file + ": " + PosixFilePermissions.toString(mode) + " (expected: rw-r----- at most)");
    }
    List<byte[]> keys = new ArrayList<>();
    int number = 0;
    for (String line : text(file).split("\n", -1)) {
      number++;
      String key = line.replaceFirst("#.*", "").strip();
      if (!key.isEmpty()) {
        keys.add(key(file, number, key));
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(file + ": no key (expected: one or more)");
    }
    return keys;
  }

  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IllegalArgumentException(
            file + ": too long (expected: at most " + MAX_BYTES + " bytes)");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private static byte[] key(Path file, int line, String text) {
    try {
      byte[] key = Base64.getUrlDecoder().decode(text);
      if (key.length == TokenKeys.KEY_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      // told below, without a word of what may be most of a key
    }
    throw new IllegalArgumentException(
        file
            + ": line "
            + line
            + ": no key (expected: "
            + TokenKeys.KEY_BYTES
            + " bytes in URL-safe Base64)");
  }

  /// Adds a new key to the file, which makes all tokens from the next reading on; creates the file
  /// if there is none. The file is replaced in one step and stays its owner's only.
  ///
  /// @throws IOException if it cannot be written
  /// @throws IllegalArgumentException if what is there is no file of keys
  public static void rotate(Path file) throws IOException {
    String before = "";
    if (Files.exists(file)) {
      read(file);
      before = text(file);
      before += before.endsWith("\n") ? "" : "\n";
    }
    String key = Base64.getUrlEncoder().withoutPadding().encodeToString(TokenKeys.generate());
    Path folder = file.toAbsolutePath().getParent();
    Path fresh =
        Files.createTempFile(
            folder,
            "." + file.getFileName(),
            ".new",
            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      Files.writeString(
          fresh,
          before + key + "\n",
          StandardCharsets.ISO_8859_1,
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
      if (Files.exists(file)) {
        keepOwner(file, fresh);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void keepOwner(Path file, Path fresh) throws IOException {
    for (String attribute : List.of("unix:uid", "unix:gid")) {
      Object old = Files.getAttribute(file, attribute);
      if (!old.equals(Files.getAttribute(fresh, attribute))) {
        Files.setAttribute(fresh, attribute, old);
      }
    }
    Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(file));
  }
}
