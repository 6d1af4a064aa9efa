package dev.sennit.ident.forward;

import dev.sennit.net.wire.Octets;
import java.net.InetAddress;

/// An address and a mask: those addresses whose bits under the mask are the same.
///
/// @param address 4 or 16 bytes
/// @param mask as many; its ones need not be in front
public record Network(Octets address, Octets mask) {
  /// @throws IllegalArgumentException if one is longer than the other
  public Network {
    if (address.length() != mask.length()) {
      throw new IllegalArgumentException(
          "mask: " + mask.length() + " bytes (expected: " + address.length() + ")");
    }
  }

  /// The addresses whose first bits are those of this one.
  ///
  /// @param prefix 0 to 32, or 0 to 128 for IPv6
  /// @throws IllegalArgumentException if it is out of its range
  static Network of(InetAddress address, int prefix) {
    byte[] bytes = address.getAddress();
    if (prefix < 0 || prefix > bytes.length * 8) {
      throw new IllegalArgumentException(
          "mask: " + prefix + " (expected: 0 to " + bytes.length * 8 + ")");
    }
    byte[] mask = new byte[bytes.length];
    for (int i = 0; i < prefix; i++) {
      mask[i / 8] |= (byte) (0x80 >> (i % 8));
    }
    return new Network(Octets.giveUp(bytes), Octets.giveUp(mask));
  }

  /// Whether the host is one of them.
  public boolean contains(InetAddress host) {
    byte[] bytes = host.getAddress();
    boolean same = bytes.length == address.length();
    for (int i = 0; i < bytes.length && same; i++) {
      same = ((bytes[i] ^ address.at(i)) & mask.at(i)) == 0;
    }
    return same;
  }
}
