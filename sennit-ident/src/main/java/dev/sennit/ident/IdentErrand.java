package dev.sennit.ident;

import dev.sennit.ident.IdentOutcome.Declined;
import dev.sennit.ident.IdentOutcome.Failed;
import dev.sennit.ident.IdentOutcome.Identified;
import dev.sennit.ident.session.IdentClientSession.Asker;
import dev.sennit.ident.session.IdentClientSession.Ending;
import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.Reply;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One request on its way to its one outcome, over as many connections as it takes.
final class IdentErrand implements Asker {

  /// Who counts the errands.
  interface Home {
    /// Told once, before the asker is.
    void over(IdentErrand errand);
  }

  final IdentRequest request;
  final InetSocketAddress server;
  final Reply<IdentOutcome> reply = new Reply<>();

  private final Home home;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile Deadlines.@Nullable Deadline deadline;
  private volatile @Nullable IdentLine line;

  IdentErrand(IdentRequest request, InetSocketAddress server, Home home) {
    this.request = request;
    this.server = server;
    this.home = home;
  }

  boolean isOver() {
    return over.get();
  }

  /// The connection that it is given to, or null while it waits for one.
  @Nullable IdentLine line() {
    return line;
  }

  void giveTo(@Nullable IdentLine next) {
    line = next;
  }

  /// Sets what ends it if nothing else does.
  void setDeadline(Deadlines.Deadline when) {
    deadline = when;
    if (isOver()) {
      when.cancel();
    }
  }

  /// Ends it.
  ///
  /// @return false if it had ended
  boolean finish(IdentOutcome outcome) {
    if (!over.compareAndSet(false, true)) {
      return false;
    }
    Deadlines.Deadline waiting = deadline;
    if (waiting != null) {
      waiting.cancel();
    }
    home.over(this);
    reply.complete(outcome);
    return true;
  }

  boolean fail(IdentFailure failure, String detail) {
    return finish(new Failed(request, failure, detail));
  }

  @Override
  public void answered(IdentAnswer answer) {
    IdentLine from = line;
    if (from != null) {
      from.answered();
    }
    boolean _ =
        finish(
            switch (answer) {
              case UserId user -> new Identified(request, user);
              case Fault(var error) -> new Declined(request, error);
            });
  }

  @Override
  public void ended(Ending how, String detail) {
    IdentLine from = line;
    if (from != null) {
      from.ended(this, how, detail);
    }
  }
}
