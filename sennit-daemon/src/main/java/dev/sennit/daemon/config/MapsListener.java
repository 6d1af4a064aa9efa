package dev.sennit.daemon.config;

import dev.sennit.net.Listen;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/// One `[[maps]]` section.
///
/// @param protocol what is spoken
/// @param listen where
/// @param tables names of the tables it serves: one for tcp_table
/// @param put whether tcp_table clients may store values
/// @param style which of the possible replies it gives
/// @param allow addresses that may ask; empty for all that can reach the socket
public record MapsListener(
    Protocol protocol,
    Listen listen,
    List<String> tables,
    boolean put,
    Style style,
    List<Network> allow)
    implements ListenerConfig {

  /// Copies the lists.
  public MapsListener {
    tables = List.copyOf(tables);
    allow = List.copyOf(allow);
  }

  @Override
  public String protocolName() {
    return protocol.toString();
  }

  /// Whether a client at this address may ask.
  public boolean allows(InetAddress address) {
    return allow.isEmpty() || allow.stream().anyMatch(network -> network.contains(address));
  }

  /// The two protocols for maps.
  public enum Protocol {
    /// Lines, percent-encoded.
    TCP_TABLE("tcp_table"),
    /// Netstrings, with the table's name in each request.
    SOCKETMAP("socketmap");

    private final String word;

    Protocol(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  /// Which replies are given where the protocol leaves a choice.
  public enum Style {
    /// What suits Postfix best.
    POSTFIX,
    /// What Twisted's server replies, byte for byte.
    TWISTED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
