package dev.sennit.maps.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.maps.wire.MapsReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.maps.wire.MapsRequest.Bad;
import dev.sennit.maps.wire.MapsRequest.Fault;
import dev.sennit.maps.wire.MapsRequest.Get;
import dev.sennit.maps.wire.MapsRequest.Put;
import dev.sennit.maps.wire.TcpTableStyle;
import dev.sennit.net.wire.Octets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Whatever comes in whatever order: one reply to each request, in the order of the requests.
class MapsServerSessionPropertyTest {
  private static final TryLater BAD = new TryLater("unknown command");

  @Property(tries = 1000)
  void session_anyInterleaving_repliesOnceAndInOrder(
      @ForAll long seed, @ForAll @IntRange(max = 60) int requests) {
    Random random = new Random(seed);
    MapsServerSession session = new MapsServerSession(TcpTableStyle.POSTFIX);
    RecordingOutbox<MapsRequest> out = RecordingOutbox.tcpTable();
    List<MapsReply> expected = new ArrayList<>();
    List<Integer> open = new ArrayList<>();

    int begun = 0;
    while (begun < requests || !open.isEmpty()) {
      if (begun < requests && (open.isEmpty() || random.nextBoolean())) {
        int calls = out.calls.size();
        session.received(request(random, begun), out);
        expected.add(out.calls.size() > calls || isBad(begun) ? BAD : NotFound.INSTANCE);
        if (out.calls.size() > calls) {
          open.add(begun);
        }
        begun++;
      } else {
        Collections.shuffle(open, random);
        int place = open.removeLast();
        expected.set(place, answer(session, place, out, random));
      }
      assertThat(out.sent).isEqualTo(expected.subList(0, out.sent.size()));
      assertThat(out.sent).hasSize(open.isEmpty() ? begun : first(open));
    }
    assertThat(out.sent).isEqualTo(expected);
  }

  private static int first(List<Integer> open) {
    return open.stream().mapToInt(Integer::intValue).min().orElseThrow();
  }

  private static boolean isBad(int number) {
    return number % 5 == 3;
  }

  private static MapsRequest request(Random random, int number) {
    return switch (number % 5) {
      case 1 -> new Put("", Octets.utf8("key" + number), Octets.utf8("value"));
      case 2 -> new Get("", Octets.EMPTY);
      case 3 -> new Bad(Fault.UNKNOWN_COMMAND, BAD);
      default -> new Get("", Octets.utf8("key" + random.nextInt(3)));
    };
  }

  private static MapsReply answer(
      MapsServerSession session, long call, RecordingOutbox<MapsRequest> out, Random random) {
    if (random.nextInt(4) == 0) {
      session.failed(call, new IllegalStateException("on purpose"), out);
      return new TryLater("temporary failure, see the server's log");
    }
    MapsReply reply =
        out.calls.get(call) instanceof Put ? Stored.INSTANCE : Found.of("value " + call);
    session.answered(call, reply, out);
    return reply;
  }
}
