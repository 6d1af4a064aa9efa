package dev.sennit.ident.account;

/// A user, as the system's user database tells of it.
///
/// | field   | range              | in `struct passwd` |
/// |---------|--------------------|--------------------|
/// | `name`  | one character up   | `pw_name`          |
/// | `uid`   | 0 to 4,294,967,295 | `pw_uid`           |
/// | `gid`   | 0 to 4,294,967,295 | `pw_gid`           |
/// | `home`  | may be empty       | `pw_dir`           |
/// | `shell` | may be empty       | `pw_shell`         |
///
/// @param name the login name
/// @param uid the user's number
/// @param gid the number of the user's first group
/// @param home the home directory
/// @param shell the program run at login
public record Account(String name, long uid, long gid, String home, String shell) {
  /// The largest number of a user or a group.
  public static final long MAX_NUMBER = 0xffff_ffffL;

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if the name is empty or a number out of range
  public Account {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name: empty (expected: one or more characters)");
    }
    checkNumber("uid", uid);
    checkNumber("gid", gid);
  }

  private static void checkNumber(String what, long number) {
    if (number < 0 || number > MAX_NUMBER) {
      throw new IllegalArgumentException(
          what + ": " + number + " (expected: 0 to " + MAX_NUMBER + ")");
    }
  }
}
