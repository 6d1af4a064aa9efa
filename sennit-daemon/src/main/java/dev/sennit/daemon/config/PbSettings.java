package dev.sennit.daemon.config;

/// What the `[pb]` section says besides its addresses.
///
/// @param users who may log in
/// @param anonymous whether one may log in without a name
/// @param sizes how large what comes and goes may be
public record PbSettings(PbUsers users, boolean anonymous, Sizes sizes) {

  /// How large what comes and goes may be.
  ///
  /// @param references objects that one peer may hold, 1 or more
  /// @param stringBytes of one string, and items of one list; 64 or more
  /// @param messageBytes of one message, 64 or more
  public record Sizes(int references, int stringBytes, int messageBytes) {
    /// Twisted's, and 16 MiB for a message.
    public static final Sizes DEFAULT = new Sizes(1024, 640 * 1024, 16 * 1024 * 1024);
  }
}
