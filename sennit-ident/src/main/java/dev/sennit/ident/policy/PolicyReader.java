package dev.sennit.ident.policy;

import java.util.List;

/// Reads oidentd's two kinds of file. Tells every mistake, not only the first.
///
/// System:
///
/// ```
/// file      = { block }
/// block     = ( "default" | "user" STRING ) "{" rule { rule } "}"
/// rule      = ( "default" | filter { filter } ) "{" directive { directive } "}"
/// filter    = "to" HOST | "fport" PORTS | "from" HOST | "lport" PORTS
/// directive = ( "allow" | "deny" ) capability | "force" statement
/// ```
///
/// User:
///
/// ```
/// file      = { ( "global" | filter { filter } ) "{" statement "}" }
/// statement = "hide" | "numeric" | "random" | "random_numeric"
///           | "reply" STRING { STRING } | "forward" HOST PORT
/// PORTS     = PORT | PORT ":" PORT | PORT ":" | ":" PORT
/// ```
///
/// @see <a href="https://manpages.debian.org/oidentd.conf.5">oidentd.conf(5)</a>
public final class PolicyReader {
  /// The most bytes of a system's file.
  public static final int MAX_SYSTEM_BYTES = 1 << 20;

  /// The most bytes of a user's file.
  public static final int MAX_USER_BYTES = 1 << 16;

  private PolicyReader() {}

  /// Reads an administrator's file. One mistake, and there is no policy.
  ///
  /// @param file at most [#MAX_SYSTEM_BYTES]
  /// @param names what names in it stand for
  public static Reading<SystemPolicy> system(byte[] file, Names names) {
    if (file.length > MAX_SYSTEM_BYTES) {
      return tooLong(file.length, MAX_SYSTEM_BYTES);
    }
    Words words = new Words(file);
    SystemPolicy policy = new SystemParser(words, names).parse();
    return new Reading<>(words.faults().isEmpty() ? policy : null, words.faults());
  }

  /// Reads a user's file. Hosts must be addresses: a rule with the name of a host is left out, as
  /// are replies past the twentieth; any other mistake, and there is no policy.
  ///
  /// @param file at most [#MAX_USER_BYTES]
  /// @param names what the names of services stand for; users and hosts are not asked for
  public static Reading<UserPolicy> user(byte[] file, Names names) {
    if (file.length > MAX_USER_BYTES) {
      return tooLong(file.length, MAX_USER_BYTES);
    }
    Words words = new Words(file);
    UserParser parser = new UserParser(words, names);
    UserPolicy policy = parser.parse();
    boolean usable = words.faults().size() == parser.leftOut();
    return new Reading<>(usable ? policy : null, words.faults());
  }

  private static <T> Reading<T> tooLong(int length, int most) {
    return new Reading<>(
        null, List.of(new PolicyFault(1, 1, length + " bytes", "at most " + most + " bytes")));
  }
}
