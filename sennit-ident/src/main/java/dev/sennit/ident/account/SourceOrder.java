package dev.sennit.ident.account;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// In which order the C library asks its sources for users.
///
/// @see <a href="https://man7.org/linux/man-pages/man5/nsswitch.conf.5.html">nsswitch.conf(5)</a>
final class SourceOrder {
  private static final String DATABASE = "passwd:";

  private SourceOrder() {}

  /// Whether `/etc/passwd` is asked first, and what it knows counts. So it is without a
  /// configuration.
  static boolean filesFirst(Path configuration) {
    try {
      for (String line : Files.readAllLines(configuration)) {
        String text = line.strip();
        if (text.startsWith(DATABASE)) {
          String[] sources = text.substring(DATABASE.length()).strip().split("\\s+", 3);
          return sources[0].equals("files") && (sources.length < 2 || !sources[1].startsWith("["));
        }
      }
      return true;
    } catch (NoSuchFileException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
