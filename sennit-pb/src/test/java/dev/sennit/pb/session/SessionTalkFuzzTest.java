package dev.sennit.pb.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sennit.net.CloseReason;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.FuzzedJelly;
import dev.sennit.pb.jelly.Jellied;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.PbMessage;
import java.util.ArrayList;
import java.util.List;

/// A conversation in which both sides do what they like, in any order: nothing is thrown, nobody is
/// told twice, and in the end the tables hold what was not given back, and no more.
class SessionTalkFuzzTest {
  private final Side side = Side.open();
  private final List<Request> requests = new ArrayList<>();
  private int answered; // of what was asked
  private int releases;

  @FuzzTest
  void talk(FuzzedDataProvider data) {
    // the objects of a test class live through one input only, but not with every runner
    new SessionTalkFuzzTest().run(data);
  }

  private void run(FuzzedDataProvider data) {
    for (int i = 0; i < 200 && data.remainingBytes() > 0 && side.out.closed == null; i++) {
      if (data.consumeBoolean()) {
        peerSays(data);
      } else {
        thisSideDoes(data);
      }
      assertThat(side.session.held(side.out).size()).isLessThanOrEqualTo(3);
    }
    if (side.out.closed == null) {
      expectTables();
    }
    side.session.closed(CloseReason.LOST, null);
    expectEverybodyToldOnce();
  }

  /// Every reference that was made into a handle is in the table until it is released.
  private void expectTables() {
    long made =
        side.told.stream().filter(each -> String.valueOf(each).startsWith("remote ")).count();
    long held = side.session.remotes(side.out).stream().mapToLong(each -> each.references()).sum();
    assertThat(held).isEqualTo(made - releases);
  }

  private void expectEverybodyToldOnce() {
    assertThat(side.left).isEqualTo(requests.size());
    for (Request request : requests) {
      assertThat(request.over).isTrue();
    }
  }

  private void peerSays(FuzzedDataProvider data) {
    side.receive(
        switch (data.consumeInt(0, 11)) {
          case 0, 1, 2 -> call(data, false);
          case 3 -> call(data, true);
          case 4, 5 -> new PbMessage.Answer(number(data), FuzzedJelly.value(data));
          case 6 -> new PbMessage.Failed(number(data), FuzzedJelly.value(data));
          case 7 -> new PbMessage.Decref(held(data));
          case 8 -> new PbMessage.Decache(number(data));
          case 9 -> new PbMessage.Uncache(number(data));
          case 10 -> new PbMessage.Unknown("didNotUnderstand");
          default -> new PbMessage.Version(Item.of(6));
        });
  }

  private static Item number(FuzzedDataProvider data) {
    return Item.of(data.consumeInt(0, 12));
  }

  /// As a rule one that they hold: others end the conversation.
  private Item held(FuzzedDataProvider data) {
    var held = side.session.held(side.out);
    return held.isEmpty() || data.consumeInt(0, 9) == 0
        ? number(data)
        : Item.of(held.get(data.consumeInt(0, held.size() - 1)).number());
  }

  private PbMessage call(FuzzedDataProvider data, boolean toCache) {
    return new PbMessage.Call(
        data.consumeBoolean() ? number(data) : FuzzedJelly.value(data),
        toCache || data.consumeBoolean() ? number(data) : Item.of("root"),
        Octets.utf8("m"),
        data.consumeBoolean(),
        data.consumeInt(0, 7) == 0 ? FuzzedJelly.value(data) : FuzzedJelly.arguments(data),
        data.consumeInt(0, 7) == 0 ? FuzzedJelly.value(data) : FuzzedJelly.keywords(data),
        toCache);
  }

  private void thisSideDoes(FuzzedDataProvider data) {
    switch (data.consumeInt(0, 11)) {
      case 0 -> requests.add(side.send("text", 0));
      case 1 -> requests.add(side.send(new Object(), data.consumeInt(1, 100)));
      case 2 -> {
        if (!requests.isEmpty()) {
          side.session.giveUp(requests.get(data.consumeInt(0, requests.size() - 1)), side.out);
        }
      }
      case 3, 4, 5 -> answer(data);
      case 6 -> release(data);
      case 7 -> {
        side.out.now += data.consumeInt(0, 50);
        side.session.due(side.out.now, side.out);
      }
      case 8 -> side.out.writable = false;
      case 9, 10 -> {
        side.out.writable = true;
        side.session.writable(side.out);
      }
      default -> {
        if (data.consumeInt(0, 20) == 0) {
          side.session.ended(side.out);
        } else {
          side.session.decache(data.consumeInt(0, 9), side.out);
        }
      }
    }
  }

  private void answer(FuzzedDataProvider data) {
    if (answered == side.out.asked.size()) {
      return;
    }
    RecordingOutbox.Asked asked = side.out.asked.get(answered++);
    switch (data.consumeInt(0, 3)) {
      case 0 -> {
        PbOutcome outcome = new PbOutcome(UnsentTest.jellied(new Object(), new Object()), false);
        boolean _ = asked.ask().offer(outcome);
        side.session.answered(asked.call(), outcome, side.out);
      }
      case 1 ->
          side.session.answered(
              asked.call(),
              new PbOutcome(Jellied.of(FuzzedJelly.value(data)), data.consumeBoolean()),
              side.out);
      default -> side.session.failed(asked.call(), new IllegalStateException("failed"), side.out);
    }
  }

  private void release(FuzzedDataProvider data) {
    var remotes = side.session.remotes(side.out);
    if (!remotes.isEmpty()) {
      releases++;
      side.session.release(remotes.get(data.consumeInt(0, remotes.size() - 1)).number(), side.out);
    }
  }
}
