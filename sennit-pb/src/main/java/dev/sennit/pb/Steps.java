package dev.sennit.pb;

import dev.sennit.net.runtime.SessionChannel;
import dev.sennit.net.session.Outbox;
import dev.sennit.pb.session.PbAsk;
import dev.sennit.pb.session.PbOutcome;
import dev.sennit.pb.wire.PbMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings what any thread wants to the loop of one connection, in order.
///
/// Steps are gathered, so that a burst of calls costs one wake-up and one write; what comes while
/// they run is the next burst, so that a flood does not keep the loop from its other connections.
final class Steps {
  /// Something to be done on the loop.
  interface Step {
    void run(Outbox<PbMessage, PbAsk> out);

    /// The connection is gone before it could be done. On any thread.
    default void lost() {}
  }

  /// A list that was longer is not kept for the next burst.
  private static final int MOST_KEPT = 256;

  private final Object gathering = new Object();
  private List<Step> gathered = new ArrayList<>();
  private @Nullable List<Step> spare; // empty, for those that come next
  private volatile @Nullable SessionChannel<PbMessage, PbAsk, PbOutcome> channel;

  void open(SessionChannel<PbMessage, PbAsk, PbOutcome> opened) {
    channel = opened;
  }

  void add(Step step) {
    boolean first;
    synchronized (gathering) {
      gathered.add(step);
      first = gathered.size() == 1;
    }
    if (first) {
      SessionChannel<PbMessage, PbAsk, PbOutcome> open = channel;
      if (open == null || !open.run(this::run)) {
        take().forEach(Step::lost);
      }
    }
  }

  private void run(Outbox<PbMessage, PbAsk> out) {
    List<Step> steps = take();
    for (Step step : steps) {
      step.run(out);
    }
    if (steps.size() <= MOST_KEPT) {
      steps.clear();
      synchronized (gathering) {
        spare = steps;
      }
    }
  }

  private List<Step> take() {
    synchronized (gathering) {
      List<Step> steps = gathered;
      gathered = spare == null ? new ArrayList<>() : spare;
      spare = null;
      return steps;
    }
  }
}
