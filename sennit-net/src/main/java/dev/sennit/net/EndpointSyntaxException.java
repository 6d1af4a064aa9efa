package dev.sennit.net;

/// An endpoint string that cannot be read. Says which part is wrong and what belongs there.
public final class EndpointSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String endpoint;
  private final int offset;

  EndpointSyntaxException(String endpoint, int offset, String found, String expected) {
    super(
        "endpoint: "
            + endpoint
            + " at character "
            + (offset + 1)
            + ": '"
            + found
            + "' (expected: "
            + expected
            + ")");
    this.endpoint = endpoint;
    this.offset = offset;
  }

  /// The whole string.
  public String endpoint() {
    return endpoint;
  }

  /// Where the bad part begins, counted from 0.
  public int offset() {
    return offset;
  }
}
