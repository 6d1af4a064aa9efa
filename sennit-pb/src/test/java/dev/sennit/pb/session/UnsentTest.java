package dev.sennit.pb.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.ProtocolException;
import dev.sennit.pb.jelly.Jellied;
import dev.sennit.pb.jelly.JellyWriter;
import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Messages that cannot be written after all leave no count behind.
class UnsentTest {
  /// Stays at home, like a user's object.
  private static final class Thing {}

  private static final class Noted implements Late {
    final List<String> told = new ArrayList<>();

    @Override
    public Item item(Jellied.Numbering numbering) {
      told.add("item");
      return numbering.number(this.told);
    }

    @Override
    public void dropped() {
      told.add("dropped");
    }
  }

  static Jellied jellied(Object... values) {
    JellyWriter writer =
        new JellyWriter(
            PbTypes.standard(),
            Dialect.PB,
            BananaLimits.defaults(),
            (value, to) -> {
              to.gap(value);
              return true;
            });
    writer.value(Arrays.asList(values));
    return writer.finish();
  }

  private static void answer(Side side, Jellied value) {
    side.call(Item.of("root"), Side.TUPLE);
    side.session.answered(side.out.asked.getLast().call(), new PbOutcome(value, false), side.out);
  }

  @Test
  void answer_overTheCap_countsNothingOfIt() {
    Side side = Side.open(); // three objects
    Noted late = new Noted();
    Thing known = new Thing();
    answer(side, jellied(known));
    answer(side, jellied(known, late, new Thing(), new Thing(), new Thing()));
    assertThat(side.session.held(side.out)).containsExactly(new HeldObject(1, known, 1, 0));
    assertThat(late.told).containsExactly("item", "dropped");
    assertThat(side.told).hasSize(5).allMatch(each -> each.equals("unsent"));
  }

  @Test
  void answer_thatIsTooLong_countsNothingOfIt() {
    Side side = Side.open();
    side.out.refuse = new ProtocolException("message: too long");
    Noted late = new Noted();
    side.call(Item.of("root"), Side.TUPLE);
    side.session.answered(
        side.out.asked.getLast().call(),
        new PbOutcome(jellied(new Thing(), late), false),
        side.out);
    assertThat(side.session.held(side.out)).isEmpty();
    assertThat(late.told).containsExactly("item", "dropped");
    assertThat(side.out.sent).hasSize(1); // the error
  }

  @Test
  void send_givenUpBeforeItIsWritten_dropsWhatItHolds() {
    Side side = Side.open();
    side.out.writable = false;
    Thing thing = new Thing();
    Request request = side.send(thing, 0);
    side.session.giveUp(request, side.out);
    side.out.writable = true;
    side.session.writable(side.out);
    assertThat(side.out.sent).isEmpty();
    assertThat(side.told).containsExactly("unsent");
    assertThat(side.session.held(side.out)).isEmpty();
  }

  @Test
  void failed_thenAnOutcome_whicheverComesSecondDropsIt() {
    Side side = Side.open();
    side.call(Item.of("root"), Side.TUPLE);
    RecordingOutbox.Asked first = side.out.asked.getLast();
    assertThat(first.ask().offer(new PbOutcome(jellied(new Thing()), false))).isTrue();
    side.session.failed(first.call(), new IllegalStateException("too late"), side.out);
    assertThat(side.told).containsExactly("unsent");
    side.call(Item.of("root"), Side.TUPLE);
    RecordingOutbox.Asked second = side.out.asked.getLast();
    side.session.failed(second.call(), new IllegalStateException("too late"), side.out);
    assertThat(second.ask().offer(new PbOutcome(jellied(new Thing()), false))).isFalse();
  }

  @Test
  void remotes_thatCame_areCountedUntilTheyAreGivenBack() {
    Side side = Side.open();
    side.send("a", 0);
    side.out.now = 5;
    side.receive("03 80 1b 87 01 81 03 80 08 87 02 80 10 87 09 81 02 80 10 87 09 81");
    side.out.now = 8;
    assertThat(side.session.remotes(side.out)).containsExactly(new HeldRemote(9, "remote", 2, 3));
    side.session.release(9, side.out);
    side.session.release(9, side.out);
    assertThat(side.session.remotes(side.out)).isEmpty();
  }
}
