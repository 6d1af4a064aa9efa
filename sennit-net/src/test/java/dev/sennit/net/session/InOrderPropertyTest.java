package dev.sennit.net.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class InOrderPropertyTest {
  /// Whatever order the replies come in, they go out in that of the requests, as early as they can.
  @Property
  void end_anyOrder_sendsInTheOrderOfRequests(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int requests) {
    Random random = new Random(seed);
    InOrder<Long> order = new InOrder<>();
    List<Long> open = new ArrayList<>();
    List<Long> sent = new ArrayList<>();
    List<Long> ended = new ArrayList<>();
    int begun = 0;
    while (sent.size() < requests) {
      if (begun < requests && (open.isEmpty() || random.nextInt(3) > 0)) {
        long number = order.begin();
        assertThat(number).isEqualTo(begun++);
        open.add(number);
      } else {
        long number = open.remove(random.nextInt(open.size()));
        ended.add(number);
        order.end(number, number, sent::add);
      }
      long first = open.stream().mapToLong(Long::longValue).min().orElse(begun);
      assertThat(sent).hasSize((int) first);
      assertThat(order.pending()).isEqualTo(begun - sent.size());
    }
    assertThat(sent).isSorted().hasSameSizeAs(ended);
  }
}
