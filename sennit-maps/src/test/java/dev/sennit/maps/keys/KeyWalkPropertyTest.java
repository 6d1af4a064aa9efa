package dev.sennit.maps.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.wire.Octets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class KeyWalkPropertyTest {
  private static final WalkSettings SETTINGS = new WalkSettings("+-", List.of("a.b"));

  @Property
  void keys_anyKey_startWithTheKeyAndNeverRepeat(
      @ForAll("keys") String text, @ForAll KeyWalk walk) {
    Octets key = Octets.utf8(text);
    List<Octets> keys = walk.keys(key, SETTINGS);
    assertThat(keys).doesNotHaveDuplicates().doesNotContain(Octets.EMPTY);
    if (key.isEmpty()) {
      assertThat(keys).isEmpty();
    } else {
      assertThat(keys.getFirst()).isSameAs(key);
    }
  }

  @Property
  void fold_anyBytes_isStableWhenFoldedAgain(@ForAll byte[] bytes) {
    Octets once = CaseFold.fold(Octets.of(bytes));
    assertThat(CaseFold.fold(once)).isEqualTo(once);
  }

  @Provide
  Arbitrary<String> keys() {
    return Arbitraries.strings().withChars("ab.@+-\"\\:;1[]<>* ü").ofMaxLength(14);
  }
}
