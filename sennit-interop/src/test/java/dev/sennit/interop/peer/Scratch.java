package dev.sennit.interop.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;

/// A directory below `/tmp` that other users may read, as Postfix and PostgreSQL need it; removed
/// with all it holds on close.
public final class Scratch implements AutoCloseable {
  private final Path directory;

  /// Makes the directory.
  public Scratch() {
    try {
      directory = Files.createTempDirectory(Path.of("/tmp"), "sennit-interop-");
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The directory itself.
  public Path path() {
    return directory;
  }

  /// A path in it.
  public Path path(String name) {
    return directory.resolve(name);
  }

  /// Makes a directory in it, for everybody to read.
  public Path directory(String name) {
    try {
      Path made = Files.createDirectories(path(name));
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a file in it, all at once: a reader sees the old content or the new.
  public Path write(String name, String content) {
    Path file = path(name);
    Path fresh = path(name + ".fresh");
    try {
      Files.writeString(fresh, content);
      return Files.move(
          fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Copies a test resource of the folder `peers` into it.
  public Path peer(String name) {
    try (var in = Scratch.class.getResourceAsStream("/peers/" + name)) {
      if (in == null) {
        throw new AssertionError("resource: /peers/" + name + " (expected: to exist)");
      }
      Files.copy(in, path(name), StandardCopyOption.REPLACE_EXISTING);
      return path(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (!Files.exists(directory)) {
      return;
    }
    try (var all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
