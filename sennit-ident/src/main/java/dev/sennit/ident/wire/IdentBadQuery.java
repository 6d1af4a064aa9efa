package dev.sennit.ident.wire;

/// A query of two numbers that are not both ports; the answer is `INVALID-PORT`, and repeats them.
///
/// @param serverPort the first number as it is repeated: decimal, without a plus sign and without
///   leading zeros, cut after 32 characters
/// @param clientPort the second number, likewise
/// @see <a href="https://www.rfc-editor.org/rfc/rfc1413#section-6">RFC 1413, section 6</a>
public record IdentBadQuery(String serverPort, String clientPort) implements IdentMessage {
  static final int MAX_NUMBER_CHARACTERS = 32;

  /// Checks that the numbers are numbers.
  ///
  /// @throws IllegalArgumentException if one is not
  public IdentBadQuery {
    checkNumber("serverPort", serverPort);
    checkNumber("clientPort", clientPort);
  }

  static void checkNumber(String name, String number) {
    int begin = number.startsWith("-") ? 1 : 0;
    boolean digits = number.length() > begin && number.length() <= MAX_NUMBER_CHARACTERS;
    for (int i = begin; i < number.length() && digits; i++) {
      digits = number.charAt(i) >= '0' && number.charAt(i) <= '9';
    }
    if (!digits) {
      throw new IllegalArgumentException(
          name
              + ": "
              + number
              + " (expected: a decimal number of at most "
              + MAX_NUMBER_CHARACTERS
              + " characters)");
    }
  }
}
