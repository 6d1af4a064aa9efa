package dev.sennit.maps.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import dev.sennit.net.wire.Octets;
import org.junit.jupiter.api.Test;

class CaseFoldTest {

  @Test
  void fold_everyCodePoint_isWhatIcuMakesOfIt() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        continue;
      }
      String text = Character.toString(codePoint);
      String expected = UCharacter.foldCase(text, true);
      if (!CaseFold.fold(text).equals(expected)) {
        assertThat(CaseFold.fold(text)).as("U+%04X", codePoint).isEqualTo(expected);
      }
    }
  }

  @Test
  void fold_finalSigma_doesNotDependOnItsPlace() {
    assertThat(CaseFold.fold("ΟΔΟΣ")).isEqualTo("οδοσ").isEqualTo(CaseFold.fold("οδος"));
  }

  @Test
  void fold_asciiWithoutCapitals_isTheSameObject() {
    Octets key = Octets.utf8("alice+x@example.com");
    assertThat(CaseFold.fold(key)).isSameAs(key);
  }

  @Test
  void fold_asciiWithCapitals_isSmall() {
    assertThat(CaseFold.fold(Octets.utf8("@AZ[`az{"))).isEqualTo(Octets.utf8("@az[`az{"));
  }

  @Test
  void fold_utf8_isFolded() {
    assertThat(CaseFold.fold(Octets.utf8("STRAẞE@MÜNCHEN.Example")))
        .isEqualTo(Octets.utf8("strasse@münchen.example"));
  }

  @Test
  void fold_bytesThatAreNoUtf8_areCopiedAndTheRestIsFolded() {
    // A, broken 2-byte sequence before B, Ü, a lone continuation byte, C, a cut-off Ü
    Octets key = bytes(0x41, 0xc3, 0x42, 0xc3, 0x9c, 0x9c, 0x43, 0xc3);
    assertThat(CaseFold.fold(key)).isEqualTo(bytes(0x61, 0xc3, 0x62, 0xc3, 0xbc, 0x9c, 0x63, 0xc3));
  }

  @Test
  void fold_unpairedSurrogate_stays() {
    assertThat(CaseFold.fold("A\ud800")).isEqualTo("a\ud800");
  }

  private static Octets bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Octets.giveUp(bytes);
  }
}
