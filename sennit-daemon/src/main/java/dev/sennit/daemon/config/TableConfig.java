package dev.sennit.daemon.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One `[table.NAME]` section.
///
/// @param name what listeners and chains call it; socketmap clients ask for it
/// @param source where its values come from
/// @param fold whether keys are folded to lower case, by Unicode's rules, before they are looked up
/// @param walk which partial keys are tried after the whole one
/// @param delimiters the characters that begin an address extension; empty for none
/// @param localDomains domains whose addresses are also tried without the domain
/// @param values what becomes of the answers
/// @param cache what is remembered in memory, if anything
public record TableConfig(
    String name,
    SourceConfig source,
    boolean fold,
    Walk walk,
    String delimiters,
    List<String> localDomains,
    Values values,
    Optional<Cache> cache) {

  /// Copies the list.
  public TableConfig {
    localDomains = List.copyOf(localDomains);
  }

  /// Partial keys, as Postfix asks its own indexed tables for them; see `docs/configure.md`.
  public enum Walk {
    /// Only the whole key.
    NONE,
    /// As for `virtual_alias_maps`.
    ADDRESS,
    /// As for `check_recipient_access`.
    ACCESS_ADDRESS,
    /// As for `transport_maps`.
    TRANSPORT,
    /// A domain and its parents, as for `relay_domains`.
    DOMAIN,
    /// A client's name with its parents, or its address with its networks, as for
    /// `check_client_access`.
    CLIENT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// What is put around the values of a table, and in the place of one that is missing.
  ///
  /// @param prefix stands before each value that is found
  /// @param suffix stands behind it
  /// @param fallback the value of a key that is not found; `default` in the file
  public record Values(String prefix, String suffix, Optional<String> fallback) {}

  /// The `cache` of a table.
  ///
  /// @param size entries, 1 or more
  /// @param positive how long a value is served without asking again
  /// @param negative how long "not found" is served without asking again
  /// @param stale how long after that a value still serves while the source fails
  public record Cache(int size, Duration positive, Duration negative, Duration stale) {}
}
