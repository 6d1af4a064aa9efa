package dev.sennit.amp.session;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.IntegerText;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;
import dev.sennit.net.wire.Octets;
import org.jspecify.annotations.Nullable;

/// A request of this side: what to send, and who wants the answer.
public abstract class AmpAsk implements NumberTable.Numbered {
  private final AmpBox.Builder box;
  private final int bytes;
  private final boolean wantsAnswer;
  private final long timeoutNanos;
  private long deadline = Long.MAX_VALUE;
  private long number;
  private Octets id = Octets.EMPTY;

  // the neighbours among the calls with the same time limit
  @Nullable AmpAsk earlier;
  @Nullable AmpAsk later;

  /// @param box the whole request but its id
  /// @param wantsAnswer false for one-way: nothing is told then
  /// @param timeoutNanos how long the answer may take; 0 for ever
  protected AmpAsk(AmpBox.Builder box, boolean wantsAnswer, long timeoutNanos) {
    this.box = box;
    this.bytes = box.wireBytes();
    this.wantsAnswer = wantsAnswer;
    this.timeoutNanos = timeoutNanos;
  }

  AmpBox.Builder box() {
    return box;
  }

  /// How many bytes it waits with.
  public int bytes() {
    return bytes;
  }

  boolean wantsAnswer() {
    return wantsAnswer;
  }

  long timeoutNanos() {
    return timeoutNanos;
  }

  long deadline() {
    return deadline;
  }

  @Override
  public final long number() {
    return number;
  }

  Octets id() {
    return id;
  }

  void begin(long number, long now) {
    this.number = number;
    this.id = IntegerText.hex(number);
    this.deadline = timeoutNanos == 0 ? Long.MAX_VALUE : now + timeoutNanos;
  }

  /// How the connection goes on in TLS behind the answer; null if it stays as it is.
  protected @Nullable StartTls tls() {
    return null;
  }

  /// Whether another protocol takes over behind the answer.
  protected boolean isSwitch() {
    return false;
  }

  /// Who takes over; asked once, when the answer is here.
  protected Successor successor() {
    throw new IllegalStateException("this request does not switch the protocol");
  }

  /// It has left the queue: it is on its way, or will never be. On the event loop, once.
  public void left() {}

  /// The answer is here. On the event loop; exactly one of the three is told, once.
  public abstract void answered(AmpBox answer);

  /// The peer said no.
  public abstract void refused(Octets code, String description);

  /// No answer will come, or none was understood.
  public abstract void failed(Throwable why);
}
