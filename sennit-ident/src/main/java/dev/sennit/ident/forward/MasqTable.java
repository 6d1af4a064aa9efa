package dev.sennit.ident.forward;

import dev.sennit.ident.wire.IdentAnswer.UserId;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// What is told of hosts behind this machine. The first rule that matches counts.
///
/// @param rules in the order of the file
public record MasqTable(List<Rule> rules) {
  /// No rules.
  public static final MasqTable EMPTY = new MasqTable(List.of());

  /// What is told of some hosts.
  ///
  /// @param host as it is written, with its mask
  /// @param networks addresses and masks; a host's name may have several
  /// @param user what is told
  public record Rule(String host, List<Network> networks, UserId user) {
    /// Copies the list.
    public Rule {
      networks = List.copyOf(networks);
    }
  }

  /// Copies the list.
  public MasqTable {
    rules = List.copyOf(rules);
  }

  /// What is told of a host, if anything.
  public Optional<UserId> find(InetAddress host) {
    return rules.stream()
        .filter(rule -> rule.networks().stream().anyMatch(network -> network.contains(host)))
        .map(Rule::user)
        .findFirst();
  }
}
