package dev.sennit.ident.registry;

/// Who registers.
///
/// What one that is not trusted registers counts only for connections that the kernel says are of
/// that user, and is as good as the user's own wish: the administrator's policy is asked whether it
/// may be told. One that is trusted may register any id for any connection.
///
/// @param uid the user, 0 to 4,294,967,295; -1 for the program itself
/// @param trusted whether anything may be registered
public record Registrant(long uid, boolean trusted) {
  /// The program that holds the registry.
  public static final Registrant SELF = new Registrant(-1, true);

  /// @throws IllegalArgumentException if the uid is out of its range
  public Registrant {
    if (uid < -1 || uid > 0xffff_ffffL) {
      throw new IllegalArgumentException("uid: " + uid + " (expected: 0 to 4294967295)");
    }
  }
}
