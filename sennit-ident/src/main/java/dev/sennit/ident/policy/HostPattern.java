package dev.sennit.ident.policy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/// A host of a filter: what is written, and its addresses when the file was read.
///
/// @param text an address or a name
/// @param addresses one or more; scopes of link-local addresses do not count
public record HostPattern(String text, List<InetAddress> addresses) {
  /// Copies the list.
  public HostPattern {
    addresses = List.copyOf(addresses);
  }

  /// Whether the address is one of the host's.
  public boolean matches(InetAddress address) {
    for (InetAddress own : addresses) {
      if (Arrays.equals(own.getAddress(), address.getAddress())) {
        return true;
      }
    }
    return false;
  }
}
