package dev.sennit.pb.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LongMapPropertyTest {
  /// A number puts itself, or is removed where it is in.
  @Property(tries = 100)
  void putAndRemove_anyOrder_isAsAMap(
      @ForAll @Size(max = 200) List<@IntRange(min = 1, max = 60) Integer> steps) {
    LongMap<String> map = new LongMap<>();
    TreeMap<Long, String> expected = new TreeMap<>();
    for (int i = 0; i < steps.size(); i++) {
      long key = steps.get(i) * 1_000_003L;
      if (expected.containsKey(key) && i % 3 != 0) {
        assertThat(map.remove(key)).isEqualTo(expected.remove(key));
      } else {
        map.put(key, "v" + i);
        expected.put(key, "v" + i);
      }
      assertThat(map.get(key)).isEqualTo(expected.get(key));
    }
    assertThat(map.size()).isEqualTo(expected.size());
    assertThat(map.keys()).containsExactly(expected.keySet().stream().mapToLong(k -> k).toArray());
    expected.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
  }
}
