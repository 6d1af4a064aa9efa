package dev.sennit.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.net.wire.Octets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PackedTablePropertyTest {

  @Property
  void find_afterAnyEntries_isThatOfAMap(
      @ForAll @Size(max = 200) List<byte[]> keys, @ForAll List<byte[]> others) {
    PackedTable table = new PackedTable();
    Map<Octets, Octets> model = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      Octets key = Octets.of(keys.get(i));
      Octets value = Octets.utf8("value " + i);
      assertThat(table.putIfAbsent(key, value)).isEqualTo(model.putIfAbsent(key, value) == null);
    }
    table.trimmed();
    assertThat(table.size()).isEqualTo(model.size());
    model.forEach((key, value) -> assertThat(table.find(key)).isEqualTo(new Found(value)));
    for (byte[] other : others) {
      Octets key = Octets.of(other);
      if (!model.containsKey(key)) {
        assertThat(table.find(key)).isEqualTo(NotFound.INSTANCE);
      }
    }
    Map<Octets, Octets> told = new HashMap<>();
    table.forEach(told::put);
    assertThat(told).isEqualTo(model);
  }

  @Test
  void find_keysWithOneHash_areToldApart() {
    PackedTable table = new PackedTable();
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    table.putIfAbsent(Octets.utf8("Aa"), Octets.utf8("1"));
    table.putIfAbsent(Octets.utf8("BB"), Octets.utf8("2"));
    assertThat(table.find(Octets.utf8("Aa"))).isEqualTo(Found.of("1"));
    assertThat(table.find(Octets.utf8("BB"))).isEqualTo(Found.of("2"));
  }

  @Test
  void find_manyEntries_findsEachOne() {
    PackedTable table = new PackedTable();
    for (int i = 0; i < 100_000; i++) {
      table.putIfAbsent(Octets.utf8("user" + i + "@example.com"), Octets.utf8("box" + i));
    }
    for (int i = 0; i < 100_000; i++) {
      assertThat(table.find(Octets.utf8("user" + i + "@example.com")))
          .isEqualTo(Found.of("box" + i));
    }
  }
}
