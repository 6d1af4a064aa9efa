package dev.sennit.daemon.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The groups of this machine, as `/etc/group` has them.
///
/// @see <a href="https://man7.org/linux/man-pages/man5/group.5.html">group(5)</a>
public final class Groups {
  private static final Path FILE = Path.of("/etc/group");

  private Groups() {}

  /// The number of a group; nothing if there is no such group, or the file cannot be read.
  public static Optional<Long> number(String name) {
    return number(FILE, name);
  }

  static Optional<Long> number(Path file, String name) {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines
          .map(line -> line.split(":", 4))
          .filter(fields -> fields.length >= 3 && fields[0].equals(name))
          .filter(fields -> fields[2].matches("[0-9]{1,10}"))
          .map(fields -> Long.parseLong(fields[2]))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
