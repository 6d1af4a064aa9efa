package dev.sennit.ident.wire;

/// One question of RFC 1413: which user owns this connection?
///
/// | field        | range    | seen from         |
/// |--------------|----------|-------------------|
/// | `serverPort` | 1..65535 | the ident server  |
/// | `clientPort` | 1..65535 | the asking host   |
///
/// @param serverPort port on the machine that is asked
/// @param clientPort port on the machine that asks
/// @see <a href="https://www.rfc-editor.org/rfc/rfc1413#section-4">RFC 1413, section 4</a>
public record IdentQuery(int serverPort, int clientPort) implements IdentMessage {

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if a port is outside 1..65535
  public IdentQuery {
    checkPort("serverPort", serverPort);
    checkPort("clientPort", clientPort);
  }

  private static void checkPort(String name, int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(name + ": " + port + " (expected: 1 to 65535)");
    }
  }
}
