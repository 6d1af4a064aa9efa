package dev.sennit.ident;

import dev.sennit.net.Reply;

/// Asks other machines who owns the other end of a connection.
///
/// Every request has exactly one outcome, and none of them is an exception. What a machine answers
/// is its own word: good for a log, and not for deciding what somebody may do. Safe for many
/// threads; it needs none of its own for a request that waits.
public final class IdentClient implements AutoCloseable {
  /// The bytes within which the line of a reply must end: what RFC 1413 lets a client give up at.
  public static final int MAX_REPLY_BYTES = 1000;

  private final IdentDesk desk;

  private IdentClient(IdentDesk desk) {
    this.desk = desk;
  }

  /// Makes a client. Nothing is connected before the first request.
  ///
  /// @throws IllegalStateException if the transport is not there
  public static IdentClient create(IdentClientOptions options) {
    return new IdentClient(new IdentDesk(options, Deadlines.shared(), System::nanoTime));
  }

  /// Asks, and waits for the outcome. An interrupt does not end the wait.
  public IdentOutcome query(IdentRequest request) {
    return queryAsync(request).join();
  }

  /// Asks. The reply never fails; one that is cancelled gives the request up.
  public Reply<IdentOutcome> queryAsync(IdentRequest request) {
    return desk.ask(request);
  }

  /// Ends every request that has no outcome with [IdentFailure#CANCELLED], and every connection.
  /// When this returns, every request has its outcome.
  @Override
  public void close() {
    desk.close();
  }

  @Override
  public String toString() {
    return desk.toString();
  }
}
