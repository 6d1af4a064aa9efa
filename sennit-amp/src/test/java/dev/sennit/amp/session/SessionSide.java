package dev.sennit.amp.session;

import dev.sennit.amp.session.AmpOutcome.Success;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.CloseReason;
import dev.sennit.net.StartTls;
import dev.sennit.net.Successor;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.wire.Octets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One side of a connection without a network, for a test: its session, and what that decided.
class SessionSide {
  /// Remembers what the session decided; its clock is turned by hand.
  static final class Recording implements Outbox<AmpBox, AmpQuestion> {
    final List<String> events = new ArrayList<>();
    final List<AmpQuestion> questions = new ArrayList<>();
    long now;
    long wakeAt = Long.MAX_VALUE;
    boolean writable = true;
    Runnable whenAsked = () -> {};

    @Override
    public void send(AmpBox box) {
      events.add(box.toString());
    }

    @Override
    public void call(long call, AmpQuestion question) {
      questions.add(question);
    }

    @Override
    public void wakeAt(long nanoTime) {
      wakeAt = nanoTime;
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void close(CloseReason reason) {
      events.add("close " + reason);
    }

    @Override
    public void breakOff(CloseReason reason) {
      events.add("break off " + reason);
    }

    @Override
    public boolean isWritable() {
      Runnable task = whenAsked;
      whenAsked = () -> {};
      task.run();
      return writable;
    }

    @Override
    public void hold(boolean held) {
      events.add(held ? "hold" : "go on");
    }

    @Override
    public void secure(StartTls tls) {
      events.add("tls");
    }

    @Override
    public void handOver(Successor successor) {
      events.add("hand over");
    }

    List<String> take() {
      List<String> all = List.copyOf(events);
      events.clear();
      return all;
    }
  }

  static class Call extends AmpAsk {
    private final @Nullable StartTls tls;
    private final boolean switching;
    String outcome = "open";

    Call(boolean wantsAnswer, long timeoutNanos, @Nullable StartTls tls, boolean switching) {
      super(AmpBox.of("_command", "C").toBuilder(), wantsAnswer, timeoutNanos);
      this.tls = tls;
      this.switching = switching;
    }

    @Override
    protected @Nullable StartTls tls() {
      return tls;
    }

    @Override
    protected boolean isSwitch() {
      return switching;
    }

    @Override
    protected Successor successor() {
      return SUCCESSOR;
    }

    @Override
    public void answered(AmpBox answer) {
      outcome = answer.toString();
    }

    @Override
    public void refused(Octets code, String description) {
      outcome = code + ": " + description;
    }

    @Override
    public void failed(Throwable why) {
      outcome = why.getClass().getSimpleName();
    }
  }

  static final Successor SUCCESSOR =
      Successor.of(() -> {
        throw new AssertionError("nobody takes over here");
      });

  private final AmpOwner owner =
      new AmpOwner() {
        @Override
        public void over(RuntimeException why) {
          ends.add(why);
        }

        @Override
        public void gone() {
          gone++;
        }

        @Override
        public RuntimeException switched() {
          return new IllegalStateException("switched");
        }

        @Override
        public boolean holdsInput(Octets command) {
          return isStartTls(command) || command.equals(Octets.utf8("Switch"));
        }

        @Override
        public boolean isStartTls(Octets command) {
          return command.equals(Octets.utf8("StartTLS"));
        }

        @Override
        public boolean isSecure() {
          return false;
        }

        @Override
        public void switchedByPeer() {}

        @Override
        public String toString() {
          return "peer";
        }
      };

  final List<RuntimeException> ends = new ArrayList<>();
  int gone;
  final Recording out = new Recording();
  final AmpSession session = new AmpSession(owner, 1000, 4);

  Call ask() {
    return ask(new Call(true, 0, null, false));
  }

  Call ask(Call call) {
    session.ask(call, out);
    return call;
  }

  void receive(String... pairs) {
    session.received(AmpBox.of(pairs), out);
  }

  static Success done() {
    return new Success(AmpBox.builder(), false);
  }
}
