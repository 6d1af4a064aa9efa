package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBoxReader;

/// What one AMP connection may use, beyond [dev.sennit.net.Limits]. Immutable: each method returns
/// a changed copy.
///
/// | limit | default | at the limit |
/// |---|---|---|
/// | `boxBytes` | 16 MiB | the connection is closed as soon as the lengths say so, nothing more is stored |
/// | `boxPairs` | 10 000 | the same |
/// | `outstanding` | 10 000 | another call fails at once with `RejectedExecutionException` |
/// | `queuedBytes` | 16 MiB | the same; a one-way request is refused by that exception |
/// | `descriptors` | 256 | of those that came and were not claimed: the connection is closed; of those that wait to be sent: the same as above |
public final class AmpLimits {
  private static final AmpLimits DEFAULTS =
      new AmpLimits(AmpBoxReader.BOX_BYTES, AmpBoxReader.BOX_PAIRS, 10_000, 16 * 1024 * 1024, 256);

  private final int boxBytes;
  private final int boxPairs;
  private final int outstanding;
  private final int queuedBytes;
  private final int descriptors;

  private AmpLimits(int boxBytes, int boxPairs, int outstanding, int queuedBytes, int descriptors) {
    this.boxBytes = positive("boxBytes", boxBytes);
    this.boxPairs = positive("boxPairs", boxPairs);
    this.outstanding = positive("outstanding", outstanding);
    this.queuedBytes = positive("queuedBytes", queuedBytes);
    this.descriptors = positive("descriptors", descriptors);
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
    }
    return value;
  }

  /// The defaults of the table above.
  public static AmpLimits defaults() {
    return DEFAULTS;
  }

  /// Bytes of one box, its end included.
  public AmpLimits boxBytes(int most) {
    return new AmpLimits(most, boxPairs, outstanding, queuedBytes, descriptors);
  }

  /// Pairs of one box.
  public AmpLimits boxPairs(int most) {
    return new AmpLimits(boxBytes, most, outstanding, queuedBytes, descriptors);
  }

  /// Calls of this side that have no answer, on one connection.
  public AmpLimits outstanding(int most) {
    return new AmpLimits(boxBytes, boxPairs, most, queuedBytes, descriptors);
  }

  /// Bytes of requests of this side that are not answered, or not yet taken by the peer; and of
  /// requests of the peer that wait because it does not take its answers. On one connection.
  public AmpLimits queuedBytes(int most) {
    return new AmpLimits(boxBytes, boxPairs, outstanding, most, descriptors);
  }

  /// Open files that came over a UNIX socket and that no request has claimed; and of this side that
  /// wait to be sent. On one connection.
  public AmpLimits descriptors(int most) {
    return new AmpLimits(boxBytes, boxPairs, outstanding, queuedBytes, most);
  }

  /// See the table.
  public int boxBytes() {
    return boxBytes;
  }

  /// See the table.
  public int boxPairs() {
    return boxPairs;
  }

  /// See the table.
  public int outstanding() {
    return outstanding;
  }

  /// See the table.
  public int queuedBytes() {
    return queuedBytes;
  }

  /// See the table.
  public int descriptors() {
    return descriptors;
  }
}
