package dev.sennit.amp.session;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sennit.amp.session.AmpOutcome.Refusal;
import dev.sennit.amp.session.AmpOutcome.Secure;
import dev.sennit.amp.session.AmpOutcome.Success;
import dev.sennit.amp.session.AmpOutcome.Switch;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpBoxReader;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.StartTls;
import dev.sennit.net.wire.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/// Any boxes from a peer, with calls, TLS and a switch of this side under way: the session throws
/// nothing, sends nothing behind the end or a switch, and tells each call its outcome once.
///
/// The first byte chooses what this side does first; a request is answered as its command's first
/// letter says.
class AmpSessionFuzzTest {
  private static final class OnceTold extends SessionSide.Call {
    private int times;

    OnceTold(long timeoutNanos, boolean tls, boolean switching) {
      super(true, timeoutNanos, tls ? StartTls.unverified() : null, switching);
    }

    @Override
    public void answered(AmpBox answer) {
      times++;
    }

    @Override
    public void refused(Octets code, String description) {
      times++;
    }

    @Override
    public void failed(Throwable why) {
      times++;
    }
  }

  private final SessionSide side = new SessionSide();
  private final List<OnceTold> calls = new ArrayList<>();
  private int answered;
  private boolean held;
  private boolean over;
  private boolean closed;

  @FuzzTest
  void received(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    new AmpSessionFuzzTest().play(bytes);
  }

  private void play(byte[] bytes) {
    int start = bytes[0];
    call(0, false, false);
    call(10, false, false);
    if ((start & 1) != 0) {
      call(0, true, false);
    }
    if ((start & 2) != 0) {
      call(0, false, true);
    }
    side.out.writable = (start & 4) == 0;
    look();
    ByteBuf in = Unpooled.wrappedBuffer(bytes, 1, bytes.length - 1);
    AmpBoxReader reader = new AmpBoxReader(10_000, 100);
    try {
      while (!over && !held) {
        AmpBox box = reader.read(in);
        if (box == null) {
          break;
        }
        side.session.received(box, side.out);
        look();
        answerAll((start & 8) != 0);
      }
    } catch (ProtocolException fault) {
      side.session.malformed(fault, side.out);
    }
    finish();
  }

  private void call(long timeoutNanos, boolean tls, boolean switching) {
    OnceTold call = new OnceTold(timeoutNanos, tls, switching);
    calls.add(call);
    side.session.ask(call, side.out);
  }

  /// @param late whether every second answer comes only at the end
  private void answerAll(boolean late) {
    while (answered < side.out.questions.size() && !over) {
      AmpQuestion question = side.out.questions.get(answered++);
      if (late && answered % 2 == 0) {
        question.answersLater();
      } else {
        answer(question);
      }
    }
  }

  private void answer(AmpQuestion question) {
    AmpBox.Builder fields = AmpBox.of("v", "w").toBuilder();
    char what = question.command().isEmpty() ? ' ' : (char) question.command().at(0);
    AmpOutcome outcome =
        switch (what) {
          case 'S' ->
              question.command().length() == "Switch".length()
                  ? new Switch(SessionSide.SUCCESSOR)
                  : new Secure(fields, StartTls.unverified());
          case 'Q' -> new Success(fields, true);
          case 'E' -> new Refusal(Octets.utf8("E"), "no", false);
          case 'F' -> new Refusal(Octets.utf8("F"), "x".repeat(70_000), true);
          default -> new Success(fields, false);
        };
    if (what == 'X') {
      side.session.failed(question.number(), new IllegalStateException("no"), side.out);
    } else {
      side.session.answered(question.number(), outcome, side.out);
    }
    look();
  }

  private void finish() {
    side.out.writable = true;
    side.session.writable(side.out);
    look();
    side.out.questions.forEach(question -> {
      if (question.isLater() && !closed) {
        answer(question);
      }
    });
    side.session.due(20, side.out);
    side.session.stop(side.out);
    side.session.ended(side.out);
    side.session.due(AmpSession.LAST_ANSWERS_NANOS * 2, side.out);
    look();
    side.session.closed(CloseReason.LOST, null);
    if (side.ends.size() != 1 || side.gone != 1) {
      throw new AssertionError("ends: " + side.ends + ", " + side.gone + " (expected: one each)");
    }
    for (OnceTold call : calls) {
      if (call.times != 1) {
        throw new AssertionError("outcome: told " + call.times + " times (expected: once)");
      }
    }
  }

  /// Takes what the session has decided, and checks that nothing comes behind an end.
  private void look() {
    for (String event : side.out.take()) {
      if (over && !event.equals("go on")) {
        throw new AssertionError("event: " + event + " (expected: none behind the end)");
      }
      closed |= event.startsWith("close ") || event.startsWith("break off ");
      over |= closed || event.equals("hand over");
      held = event.equals("hold") || (held && !event.equals("go on"));
    }
  }
}
