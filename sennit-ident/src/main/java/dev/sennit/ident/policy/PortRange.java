package dev.sennit.ident.policy;

/// Ports from one to another, both included.
///
/// @param low 1 to 65535
/// @param high `low` to 65535
public record PortRange(int low, int high) {
  static final int MAX_PORT = 65_535;

  /// @throws IllegalArgumentException if a port is out of its range, or the first above the last
  public PortRange {
    if (low < 1 || high > MAX_PORT || low > high) {
      throw new IllegalArgumentException(
          "ports: " + low + ":" + high + " (expected: 1 to 65535, the lower one first)");
    }
  }

  /// Whether the port is one of them.
  public boolean contains(int port) {
    return port >= low && port <= high;
  }

  @Override
  public String toString() {
    return low == high ? String.valueOf(low) : low + ":" + high;
  }
}
