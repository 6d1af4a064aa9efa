package dev.sennit.ident;

import dev.sennit.ident.session.IdentClientSession.Ending;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One server: the queries that wait for it, and the connections to it. A query goes to a
/// connection from its own address that has room; else to a new one, up to the limit; else it
/// waits.
///
/// A server that closes after its first answer is known from then on: its connections are not used
/// again. What was sent to a connection that had brought an answer and then ended is asked again on
/// another one.
///
/// The lock guards the lists; what is decided under it is done outside of it.
final class IdentHost {

  /// The client, as far as a host knows it.
  interface Caller {
    /// Connects; [IdentHost#connected] or [IdentHost#notConnected] follows.
    void connect(IdentHost host, IdentLine line);

    /// Why the server should not be called now, or null.
    IdentOutcome.@Nullable Failed remembered(IdentErrand errand);

    /// A connection is gone.
    void gone(IdentLine line);

    /// Nothing waits and no connection is left; this may be forgotten.
    void empty(IdentHost host);
  }

  final InetSocketAddress server;
  private final IdentClientOptions options;
  private final Caller caller;

  private final ArrayDeque<IdentErrand> waiting = new ArrayDeque<>();

  /// Those that take queries, or will when they are connected.
  private final Set<IdentLine> lines = new HashSet<>();

  /// Those that have room.
  private final List<IdentLine> free = new ArrayList<>();

  /// Errands that are given to a connection and have not come back.
  private int given;

  private boolean answersOnce;
  private boolean forgotten;

  IdentHost(InetSocketAddress server, IdentClientOptions options, Caller caller) {
    this.server = server;
    this.options = options;
    this.caller = caller;
  }

  /// Takes an errand.
  ///
  /// @return false if this host is forgotten; another one has to be made
  boolean submit(IdentErrand errand) {
    List<Runnable> actions;
    synchronized (this) {
      if (forgotten) {
        return false;
      }
      errand.giveTo(null);
      waiting.add(errand);
      actions = assign();
    }
    actions.forEach(Runnable::run);
    return true;
  }

  /// Gives waiting errands to connections, as far as there is room. Under the lock.
  private List<Runnable> assign() {
    List<Runnable> actions = new ArrayList<>(2);
    while (true) {
      while (!waiting.isEmpty() && waiting.element().isOver()) {
        waiting.remove();
      }
      IdentErrand errand = waiting.peek();
      if (errand == null) {
        break;
      }
      IdentLine line = freeLine(errand.request.ends().local().getAddress());
      if (line != null) {
        waiting.remove();
        take(line, errand);
        actions.add(() -> line.send(errand));
      } else if (lines.size() < options.connections()) {
        waiting.remove();
        actions.add(connectFor(errand));
      } else {
        IdentLine idle = idleLine();
        if (idle == null) {
          break;
        }
        retire(idle);
        actions.add(idle::stop);
      }
    }
    return actions;
  }

  private Runnable connectFor(IdentErrand errand) {
    IdentOutcome.Failed failed = caller.remembered(errand);
    if (failed != null) {
      return () -> {
        boolean _ = errand.finish(failed);
        settle();
      };
    }
    IdentLine line = new IdentLine(this, errand);
    lines.add(line);
    errand.giveTo(line);
    given++;
    return () -> caller.connect(this, line);
  }

  private @Nullable IdentLine freeLine(InetAddress local) {
    for (IdentLine line : free) {
      if (line.local.equals(local)) {
        return line;
      }
    }
    return null;
  }

  private @Nullable IdentLine idleLine() {
    for (IdentLine line : free) {
      if (line.outstanding == 0) {
        return line;
      }
    }
    return null;
  }

  private void take(IdentLine line, IdentErrand errand) {
    line.outstanding++;
    errand.giveTo(line);
    given++;
    if (line.outstanding >= room(line)) {
      free.remove(line);
    }
  }

  /// How many queries at once; one until the server has shown that it goes on after an answer.
  private int room(IdentLine line) {
    return line.answers == 0 || answersOnce ? 1 : options.pipelining();
  }

  /// The line is there.
  void connected(IdentLine line) {
    line.send(line.first);
  }

  /// The line will not be there.
  void notConnected(IdentLine line, IdentFailure failure, String detail) {
    boolean _ = line.first.fail(failure, detail);
    leave(line, null);
  }

  /// A line has room for one more: an answer came, or is not wanted any more.
  void answered(IdentLine line, boolean answer) {
    List<Runnable> actions;
    synchronized (this) {
      line.outstanding--;
      given--;
      if (answer) {
        line.answers++;
      }
      if (!line.ending && !answersOnce && !free.contains(line)) {
        free.add(line);
      }
      actions = assign();
      boolean useless = options.keep().isZero() || answersOnce || line.answers == 0;
      if (line.outstanding == 0 && (useless || line.ending)) {
        retire(line);
        actions.add(line::stop);
        actions.addAll(assign());
      }
    }
    actions.forEach(Runnable::run);
    settle();
  }

  /// A line ended under an errand.
  void ended(IdentLine line, IdentErrand errand, Ending how, String detail) {
    boolean gone = how == Ending.CLOSED || how == Ending.RESET;
    boolean again = how == Ending.ABANDONED || (gone && line.answers > 0);
    if (!again) {
      boolean _ = errand.fail(failure(how), detail);
    }
    if (gone && line.answers == 1) {
      synchronized (this) {
        answersOnce = true;
      }
    }
    leave(line, again ? errand : null);
  }

  /// An errand leaves a line that takes no more.
  private void leave(IdentLine line, @Nullable IdentErrand again) {
    List<Runnable> actions;
    synchronized (this) {
      given--;
      line.outstanding--;
      retire(line);
      if (again != null) {
        again.giveTo(null);
        waiting.addFirst(again);
      }
      actions = assign();
    }
    actions.forEach(Runnable::run);
    settle();
  }

  private static IdentFailure failure(Ending how) {
    return switch (how) {
      case CLOSED, ABANDONED -> IdentFailure.CLOSED;
      case RESET -> IdentFailure.RESET;
      case MALFORMED -> IdentFailure.PROTOCOL_FAULT;
      case MISMATCHED -> IdentFailure.PORT_MISMATCH;
    };
  }

  /// The line takes no more errands. Its place is free when those that it had have come back, so
  /// that they go before those that wait.
  void ending(IdentLine line) {
    List<Runnable> actions;
    synchronized (this) {
      retire(line);
      actions = assign();
    }
    actions.forEach(Runnable::run);
    settle();
  }

  private void retire(IdentLine line) {
    line.ending = true;
    free.remove(line);
    if (line.outstanding == 0) {
      lines.remove(line);
    }
  }

  void gone(IdentLine line) {
    caller.gone(line);
  }

  /// Is forgotten when nothing is left.
  private void settle() {
    synchronized (this) {
      forgotten |= waiting.isEmpty() && lines.isEmpty() && given == 0;
      if (!forgotten) {
        return;
      }
    }
    caller.empty(this);
  }
}
