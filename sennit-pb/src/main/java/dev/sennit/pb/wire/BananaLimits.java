package dev.sennit.pb.wire;

/// How large what comes and what goes may be; all is checked before memory is taken.
///
/// Peers that keep Twisted's own limits close the connection on a longer prefix, string or list, so
/// raise those three only where the peer was changed too.
///
/// | limit | default | counts |
/// |---|---|---|
/// | `prefixBytes` | 64 | groups of 7 bits of a number: 64 make numbers below 2^448 |
/// | `stringBytes` | 655 360 | bytes of one byte string or text |
/// | `listItems` | 655 360 | items of one list, its name among them |
/// | `depth` | 400 | lists inside lists, the message itself included |
/// | `messageBytes` | 16 777 216 | one whole message |
///
/// @param prefixBytes 1 to 4096
/// @param stringBytes 64 or more
/// @param listItems 64 or more
/// @param depth 8 to 1000
/// @param messageBytes 64 or more
public record BananaLimits(
    int prefixBytes, int stringBytes, int listItems, int depth, int messageBytes) {
  private static final BananaLimits DEFAULTS =
      new BananaLimits(64, 640 * 1024, 640 * 1024, 400, 16 * 1024 * 1024);

  /// @throws IllegalArgumentException if a limit is out of its range
  public BananaLimits {
    check("prefixBytes", prefixBytes, 1, 4096);
    check("stringBytes", stringBytes, 64, Integer.MAX_VALUE / 2);
    check("listItems", listItems, 64, Integer.MAX_VALUE / 2);
    check("depth", depth, 8, 1000);
    check("messageBytes", messageBytes, 64, Integer.MAX_VALUE / 2);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }

  /// The defaults of the table above.
  public static BananaLimits defaults() {
    return DEFAULTS;
  }

  /// With other limits of one byte string and one list, and room for a message of such.
  public BananaLimits sizes(int most) {
    return new BananaLimits(prefixBytes, most, most, depth, Math.max(messageBytes, 2 * most));
  }

  /// With another limit of numbers.
  public BananaLimits prefixBytes(int most) {
    return new BananaLimits(most, stringBytes, listItems, depth, messageBytes);
  }

  /// With another limit of nesting.
  public BananaLimits depth(int most) {
    return new BananaLimits(prefixBytes, stringBytes, listItems, most, messageBytes);
  }

  /// With another limit of whole messages.
  public BananaLimits messageBytes(int most) {
    return new BananaLimits(prefixBytes, stringBytes, listItems, depth, most);
  }
}
