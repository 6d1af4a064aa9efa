package dev.sennit.ident.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Who this process is, and how it sees other users.
final class OwnUser {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path UID_MAP = Path.of("/proc/self/uid_map");
  private static final Path OVERFLOW = Path.of("/proc/sys/kernel/overflowuid");

  private OwnUser() {}

  /// The user that sockets made here belong to: that of the file system, the last of the four.
  static long uid() throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith("Uid:")) {
        String[] fields = line.split("\\s+", -1);
        return Long.parseLong(fields[4]);
      }
    }
    throw new IOException(STATUS + ": no user (expected: a line with Uid:)");
  }

  /// The number that stands for all users who have none in our user namespace; -1 if every user has
  /// one.
  static long foreign() {
    try {
      String map = Files.readString(UID_MAP).strip().replaceAll(" +", " ");
      return map.equals("0 0 4294967295") ? -1 : Long.parseLong(Files.readString(OVERFLOW).strip());
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
  }
}
