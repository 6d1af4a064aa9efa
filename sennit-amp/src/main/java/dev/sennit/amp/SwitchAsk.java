package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.Successor;

/// A request to switch the protocol.
final class SwitchAsk extends TypedAsk<AmpNothing> {
  private final AmpSuccession succession;

  SwitchAsk(
      AmpBox.Builder box,
      AmpCommand<?, AmpNothing> command,
      AmpLine line,
      long timeoutNanos,
      AmpSuccession succession) {
    super(box, command, line, timeoutNanos);
    this.succession = succession;
  }

  @Override
  protected boolean isSwitch() {
    return true;
  }

  @Override
  protected Successor successor() {
    Successor made = succession.build(line().peer());
    line().switchedTo(succession);
    return made;
  }

  @Override
  void undone(Throwable why) {
    line().switchFailed();
    line().inform(() -> succession.failed(why));
  }
}
