package dev.sennit.daemon.config;

import java.net.InetAddress;
import java.util.Optional;

/// A range of internet addresses, `10.0.0.0/8` or `2001:db8::/32`; a lone address is a range of
/// one.
///
/// @param first the address as written
/// @param bits how many leading bits count, 0 to 32 or 128
public record Network(InetAddress first, int bits) {

  /// Reads the text form. Never asks a name server.
  ///
  /// @return nothing if the text is no range of addresses
  public static Optional<Network> parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    try {
      InetAddress first = InetAddress.ofLiteral(address);
      int most = first.getAddress().length * 8;
      int bits = slash < 0 ? most : bits(text.substring(slash + 1));
      return bits >= 0 && bits <= most ? Optional.of(new Network(first, bits)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static int bits(String text) {
    return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
  }

  /// Whether the address lies in this range. An IPv4 address is never in an IPv6 range.
  public boolean contains(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >>> (bit & 7);
      if (((mine[bit >>> 3] ^ other[bit >>> 3]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + bits;
  }
}
