package dev.sennit.amp.session;

import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpKeys;
import dev.sennit.net.wire.Octets;
import org.jspecify.annotations.Nullable;

/// A request of the peer on its way to the handler.
public final class AmpQuestion implements NumberTable.Numbered {
  private final long number;
  private final AmpBox box;
  private final Octets command;
  private final @Nullable Octets id;
  private volatile boolean later;

  AmpQuestion(long number, AmpBox box, Octets command) {
    this.number = number;
    this.box = box;
    this.command = command;
    this.id = box.get(AmpKeys.ASK);
  }

  /// The session's number for it.
  @Override
  public long number() {
    return number;
  }

  /// The whole box.
  public AmpBox box() {
    return box;
  }

  /// The name of the command.
  public Octets command() {
    return command;
  }

  /// Whether the peer wants an answer.
  public boolean wantsAnswer() {
    return id != null;
  }

  /// What the peer calls the request, byte for byte; null if it wants no answer.
  @Nullable Octets id() {
    return id;
  }

  /// The handler has left a future behind; on any thread.
  public void answersLater() {
    later = true;
  }

  boolean isLater() {
    return later;
  }

  @Override
  public String toString() {
    return box.toString();
  }
}
