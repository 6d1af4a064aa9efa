package dev.sennit.maps.keys;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What a [KeyWalk] has to know of the mail system that asks.
///
/// @param delimiters the characters that part a user from an extension, Postfix's
///   `recipient_delimiter`; each is one character of ASCII; empty: there are no extensions
/// @param localDomains the domains whose users are also looked up without the domain: what Postfix
///   has as `myorigin`, `mydestination` and its own addresses such as `[192.0.2.1]`; compared
///   without case
public record WalkSettings(String delimiters, Set<String> localDomains) {
  /// No extensions, no local domains.
  public static final WalkSettings NONE = new WalkSettings("", Set.of());

  /// @throws IllegalArgumentException if a delimiter is no printable ASCII, or is `@`
  public WalkSettings {
    if (!delimiters.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '@')) {
      throw new IllegalArgumentException(
          "delimiters: " + delimiters + " (expected: printable ASCII characters without @)");
    }
    localDomains =
        localDomains.stream().map(CaseFold::fold).collect(Collectors.toUnmodifiableSet());
  }

  /// As the constructor, with the domains in a list.
  public WalkSettings(String delimiters, List<String> localDomains) {
    this(delimiters, Set.copyOf(localDomains));
  }

  /// Whether the domain, bytes seen as Latin-1, is local; one dot at its end does not count.
  boolean isLocal(String domain) {
    if (localDomains.isEmpty()) {
      return false;
    }
    String name = CaseFold.fold(MailAddress.octets(domain)).utf8();
    boolean dotted = name.length() > 1 && name.endsWith(".");
    return localDomains.contains(dotted ? name.substring(0, name.length() - 1) : name);
  }

  /// Whether the byte is one of the delimiters.
  boolean isDelimiter(char c) {
    return delimiters.indexOf(c) >= 0;
  }
}
