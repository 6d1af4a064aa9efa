package dev.sennit.ident.wire;

/// An error that is replied to something that was no query: its numbers need not be ports.
///
/// @param serverPort the number of the query, or `0`
/// @param clientPort the number of the query, or `0`
/// @param error what is wrong
public record IdentRefusal(String serverPort, String clientPort, IdentError error)
    implements IdentMessage {

  /// Checks that the numbers are numbers.
  ///
  /// @throws IllegalArgumentException if one is not
  public IdentRefusal {
    IdentBadQuery.checkNumber("serverPort", serverPort);
    IdentBadQuery.checkNumber("clientPort", clientPort);
  }

  /// What a line that cannot be read is told, as pidentd and ident2 do.
  public static IdentRefusal ofJunk(IdentError error) {
    return new IdentRefusal("0", "0", error);
  }
}
