package dev.sennit.daemon.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/// The checks of files that a configuration names.
final class NamedFiles {
  private NamedFiles() {}

  /// The file's absolute name, or nothing if the text cannot be a name.
  static Optional<Path> resolve(Path directory, String name) {
    try {
      return name.isBlank()
          ? Optional.empty()
          : Optional.of(directory.resolve(name).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /// Reads the key as the name of a file that is there and can be read; what is wrong is reported.
  static Optional<Path> existing(Section section, String key, Path directory, String expected) {
    String name = section.required(key, expected);
    if (name == null) {
      return Optional.empty();
    }
    Optional<Path> file = resolve(directory, name);
    if (file.isEmpty()) {
      section.wrong(key, expected);
    } else if (!Files.exists(file.get())) {
      section.fault(
          key,
          Shown.oneLine(file.get().toString()) + ": no such file (expected: " + expected + ")");
    } else if (!Files.isRegularFile(file.get())) {
      section.fault(
          key, Shown.oneLine(file.get().toString()) + ": not a file (expected: " + expected + ")");
    } else if (!Files.isReadable(file.get())) {
      section.fault(
          key,
          Shown.oneLine(file.get().toString())
              + ": permission denied (expected: "
              + expected
              + ")");
    }
    return file;
  }

  /// As [#existing], for a file that only its owner and group may read.
  static Optional<Path> secret(Section section, String key, Path directory) {
    if (!section.has(key)) {
      return Optional.empty();
    }
    Optional<Path> file = existing(section, key, directory, "a file that holds the password");
    if (file.isPresent() && isOpenToAll(file.get())) {
      section.fault(
          key,
          Shown.oneLine(file.get().toString())
              + ": every user can read it (expected: mode 0640 or less)");
    }
    return file;
  }

  private static boolean isOpenToAll(Path file) {
    try {
      var permissions = Files.getPosixFilePermissions(file);
      return permissions.contains(PosixFilePermission.OTHERS_READ)
          || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException | UnsupportedOperationException e) {
      return false; // absent, which is reported already, or a file system without modes
    }
  }
}
