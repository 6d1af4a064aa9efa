package dev.sennit.amp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AmpBoxTest {

  @Test
  void toOctets_onePair_isThatOfTheProtocolsPage() {
    assertThat(AmpBox.of("foo", "bar").toOctets()).isEqualTo(Octets.utf8("\0\3foo\0\3bar\0\0"));
  }

  @Test
  void keys_inAnyOrder_areSortedByTheirBytes() {
    AmpBox box =
        AmpBox.builder()
            .put(Octets.of((byte) 0xff), Octets.EMPTY)
            .put("b", "")
            .put("aa", "")
            .put("a", "")
            .put("_ask", "")
            .put("Z", "")
            .put("A", "")
            .put("-", "")
            .build();
    assertThat(box.toMap().keySet().stream().map(Octets::forLog))
        .containsExactly("-", "A", "Z", "_ask", "a", "aa", "b", "\\xff");
  }

  @Test
  void put_keyTwice_keepsTheLaterValue() {
    assertThat(AmpBox.builder().put("a", "1").put("b", "2").put("a", "3").build())
        .isEqualTo(AmpBox.of("a", "3", "b", "2"));
  }

  @Test
  void put_keyOf256Bytes_saysSo() {
    Octets key = Octets.of(new byte[256]);
    assertThatExceptionOfType(TooLongException.class)
        .isThrownBy(() -> AmpBox.builder().put(key, Octets.EMPTY))
        .withMessageContaining("key")
        .withMessageContaining("256")
        .satisfies(e -> {
          assertThat(e.isKey()).isTrue();
          assertThat(e.isLocal()).isTrue();
          assertThat(e.value()).containsSame(key);
          assertThat(e.keyName()).isEmpty();
        });
  }

  @Test
  void put_valueOf65536Bytes_saysSo() {
    Octets value = Octets.of(new byte[65_536]);
    assertThatExceptionOfType(TooLongException.class)
        .isThrownBy(() -> AmpBox.builder().put(Octets.utf8("name"), value))
        .withMessageContaining("value")
        .withMessageContaining("name")
        .withMessageContaining("65536")
        .satisfies(e -> {
          assertThat(e.isKey()).isFalse();
          assertThat(e.value()).containsSame(value);
          assertThat(e.keyName()).contains(Octets.utf8("name"));
        });
  }

  @Test
  void put_emptyKey_isRefused() {
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> AmpBox.builder().put("", "x"));
  }

  @Test
  void put_longestKeyAndValue_areTaken() {
    AmpBox box =
        AmpBox.builder().put(Octets.of(new byte[255]), Octets.of(new byte[65_535])).build();
    assertThat(box.wireBytes()).isEqualTo(2 + 255 + 2 + 65_535 + 2);
    assertThat(AmpBox.parse(box.toOctets())).containsExactly(box);
  }

  @Test
  void parse_boxesAndAPartOfOne_leavesThePartOut() {
    AmpBox first = AmpBox.of("a", "1");
    byte[] bytes = new byte[20];
    first.toOctets().copyTo(bytes, 0);
    first.toOctets().copyTo(bytes, 8);
    assertThat(AmpBox.parse(Octets.of(bytes).slice(0, 19)))
        .containsExactly(first, first, AmpBox.EMPTY);
    assertThat(AmpBox.parse(Octets.EMPTY)).isEqualTo(List.of());
  }

  @Test
  void toString_ofABox_isReadable() {
    assertThat(AmpBox.of("_ask", "1", "a", "\n").toString()).isEqualTo("{_ask=1, a=\\x0a}");
  }
}
