package dev.sennit.pb;

/// What one PB connection may use, beyond [dev.sennit.net.Limits] and
/// [dev.sennit.pb.wire.BananaLimits]. Immutable: each method returns a changed copy.
///
/// | limit | default | at the limit |
/// |---|---|---|
/// | `references` | 1024 | another object, or cacheable, cannot be sent: that call fails, and the fourth such answer closes the connection |
/// | `holding` | 250 000 | a value that brings another object, or cache, is refused: the call that it is of fails |
/// | `outstanding` | 10 000 | another call fails at once with `RejectedExecutionException` |
/// | `queuedBytes` | 16 MiB | the same, and a call that wants no answer is refused by that exception; when the peer's calls wait, nothing is read |
public final class PbLimits {
  private static final PbLimits DEFAULTS = new PbLimits(1024, 250_000, 10_000, 16 * 1024 * 1024);

  private final int references;
  private final int holding;
  private final int outstanding;
  private final int queuedBytes;

  private PbLimits(int references, int holding, int outstanding, int queuedBytes) {
    this.references = positive("references", references);
    this.holding = positive("holding", holding);
    this.outstanding = positive("outstanding", outstanding);
    this.queuedBytes = positive("queuedBytes", queuedBytes);
  }

  private static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
    }
    return value;
  }

  /// The defaults of the table above.
  public static PbLimits defaults() {
    return DEFAULTS;
  }

  /// Objects of this side that the peer may hold, those with a name among them; and caches.
  public PbLimits references(int most) {
    return new PbLimits(most, holding, outstanding, queuedBytes);
  }

  /// References to objects of the peer that this side holds, on one connection; and handles of
  /// caches.
  public PbLimits holding(int most) {
    return new PbLimits(references, most, outstanding, queuedBytes);
  }

  /// Calls of this side that have no answer, on one connection.
  public PbLimits outstanding(int most) {
    return new PbLimits(references, holding, most, queuedBytes);
  }

  /// Bytes of calls of this side that the peer has not taken; and, apart from these, of calls of
  /// the peer that wait because it does not take its answers. On one connection.
  public PbLimits queuedBytes(int most) {
    return new PbLimits(references, holding, outstanding, most);
  }

  /// See the table.
  public int references() {
    return references;
  }

  /// See the table.
  public int holding() {
    return holding;
  }

  /// See the table.
  public int outstanding() {
    return outstanding;
  }

  /// See the table.
  public int queuedBytes() {
    return queuedBytes;
  }
}
