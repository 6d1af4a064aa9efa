package dev.sennit.daemon;

import dev.sennit.daemon.config.Config.RunAs;
import dev.sennit.daemon.host.Groups;
import dev.sennit.daemon.host.Privileges;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.account.SystemAccounts;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/// The user as whom the daemon runs once everything is open.
///
/// @param name as the configuration has it
/// @param uid the user's number
/// @param gid the group's number
record RunningUser(String name, long uid, long gid) {

  /// Finds the numbers.
  ///
  /// @throws StartException if there is no such user or group, or it is root
  static RunningUser of(RunAs wanted) {
    try (SystemAccounts accounts = SystemAccounts.open()) {
      String user = wanted.user();
      Optional<Account> account =
          number(user).isPresent()
              ? accounts.byUid(number(user).getAsLong())
              : accounts.byName(user);
      long uid =
          account
              .map(Account::uid)
              .or(() -> number(user).stream().boxed().findFirst())
              .orElseThrow(() -> wrong("user", user, "a user of this system"));
      Optional<Long> own = account.map(Account::gid);
      String group = wanted.group().orElse(null);
      long gid =
          group == null
              ? own.orElseThrow(() -> wrong("user", user, "one with a name, or `group` as well"))
              : number(group).stream()
                  .boxed()
                  .findFirst()
                  .or(() -> Groups.number(group))
                  .orElseThrow(() -> wrong("group", group, "a group of /etc/group, or a number"));
      if (uid == 0 || gid == 0) {
        throw wrong(uid == 0 ? "user" : "group", uid == 0 ? user : String.valueOf(gid), "not root");
      }
      return new RunningUser(user, uid, gid);
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.CONFIGURATION,
          "user: " + wanted.user() + ": " + Daemon.messageOf(e),
          e);
    }
  }

  private static StartException wrong(String key, String value, String expected) {
    return new StartException(
        StartException.Kind.CONFIGURATION,
        key + ": " + value + " (expected: " + expected + ")",
        null);
  }

  private static OptionalLong number(String text) {
    return text.matches("[0-9]{1,9}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  /// Turns this process into one of the user, for good, and looks whether it is.
  ///
  /// @throws StartException if it is not; the process must end then
  void become() {
    try {
      if (!Privileges.isHeld(uid, gid)) {
        Privileges.drop(uid, gid);
      }
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.PRIVILEGES,
          "user: cannot become " + name + ": " + Daemon.messageOf(e),
          e);
    }
    Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .filter(entry -> Files.notExists(entry) || !Files.isReadable(entry))
        .findFirst()
        .ifPresent(entry -> {
          throw new StartException(
              StartException.Kind.PRIVILEGES,
              "user: " + name + " cannot read " + entry + " (expected: all of Sennit's own files)",
              null);
        });
  }
}
