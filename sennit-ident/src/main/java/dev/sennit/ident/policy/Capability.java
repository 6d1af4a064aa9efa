package dev.sennit.ident.policy;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What an administrator may allow a user.
///
/// @see <a href="https://manpages.debian.org/oidentd.conf.5">oidentd.conf(5), "Capabilities"</a>
public enum Capability {
  /// To reply with any text that is no local user's name.
  SPOOF,
  /// With [#SPOOF]: to reply with another local user's name.
  SPOOF_ALL,
  /// With [#SPOOF]: to do so for connections to foreign ports below 1024.
  SPOOF_PRIVPORT,
  /// To be told as `HIDDEN-USER`.
  HIDE,
  /// To reply with eleven random letters and digits.
  RANDOM,
  /// To reply with `user` and a random number below 100,000.
  RANDOM_NUMERIC,
  /// To reply with the number of the user.
  NUMERIC,
  /// To have the query forwarded.
  FORWARD;

  private static final Map<String, Capability> BY_WORD = new TreeMap<>();

  static {
    for (Capability capability : values()) {
      BY_WORD.put(capability.word(), capability);
    }
  }

  /// The word of the language, in lower case.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The capability of that word in lower case, or null.
  static @Nullable Capability ofWord(String word) {
    return BY_WORD.get(word);
  }
}
