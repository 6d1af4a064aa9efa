package dev.sennit.amp;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.session.Complaints;
import java.io.IOException;
import java.io.OutputStream;

/// Writes boxes into a pipe. Closing it lets the other side come to the end, which ends its own
/// pipe as a rule.
final class PipeSender implements AmpBoxSender {
  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.amp");

  private final OutputStream out;

  PipeSender(OutputStream out) {
    this.out = out;
  }

  @Override
  public synchronized void send(AmpBox box) {
    try {
      out.write(box.toOctets().toBytes());
      out.flush();
    } catch (IOException e) {
      throw new ConnectionLostException("pipe: " + e.getMessage(), e);
    }
  }

  @Override
  public void unhandled(Throwable failure) {
    COMPLAINTS.warn("pipe: closing: " + failure, failure);
    close();
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      COMPLAINTS.warn("pipe: " + e.getMessage(), null);
    }
  }
}
