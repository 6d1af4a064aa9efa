package dev.sennit.daemon.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/// Where the daemon keeps what must survive it.
public final class StateDirectory {
  private static final Set<PosixFilePermission> OWNER_AND_GROUP =
      PosixFilePermissions.fromString("rwxr-x---");

  private StateDirectory() {}

  /// The directory that is used when the configuration names none: `$STATE_DIRECTORY` (set by
  /// systemd; the first of a list), else `$XDG_STATE_HOME/sennit`, else `~/.local/state/sennit`.
  ///
  /// @param environment the variables of the process
  /// @param home the user's home directory
  public static Path choose(Map<String, String> environment, Path home) {
    String given = environment.getOrDefault("STATE_DIRECTORY", "");
    if (!given.isEmpty()) {
      int colon = given.indexOf(':');
      return Path.of(colon < 0 ? given : given.substring(0, colon));
    }
    String xdg = environment.getOrDefault("XDG_STATE_HOME", "");
    Path base = xdg.startsWith("/") ? Path.of(xdg) : home.resolve(".local/state");
    return base.resolve("sennit");
  }

  /// Makes the directory, for its owner and group only, if it is not there.
  ///
  /// @throws IOException if that is not possible
  public static void create(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_AND_GROUP));
  }
}
