package dev.sennit.ident.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PseudonymsTest {
  private final Pseudonyms pseudonyms =
      new Pseudonyms(new byte[TokenKeys.KEY_BYTES], Pseudonyms.DEFAULT_LENGTH);

  @Test
  void of_sameUserAndKey_isAlwaysTheSame() {
    // HMAC-SHA256 with a key of 32 zero bytes, computed apart
    assertThat(pseudonyms.of("alice")).isEqualTo("ntx2gv5bb");
    assertThat(new Pseudonyms(new byte[32], 9).of("alice")).isEqualTo(pseudonyms.of("alice"));
  }

  @Test
  void of_otherUserOrKey_differs() {
    assertThat(pseudonyms.of("alice")).isNotEqualTo(pseudonyms.of("bob"));
    byte[] other = new byte[TokenKeys.KEY_BYTES];
    other[0] = 1;
    assertThat(new Pseudonyms(other, 9).of("alice")).isNotEqualTo(pseudonyms.of("alice"));
  }

  @Test
  void of_manyUsers_areAllDistinctAndBeginWithALetter() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String name = pseudonyms.of("user" + i);
      assertThat(name).matches("[a-z][a-z0-9]{8}");
      names.add(name);
    }
    assertThat(names).hasSize(1_000);
  }

  @Test
  void of_otherLength_beginsTheSame() {
    assertThat(new Pseudonyms(new byte[32], 32).of("alice"))
        .hasSize(32)
        .startsWith(pseudonyms.of("alice"));
  }

  @Test
  void new_outOfRange_throws() {
    assertThatThrownBy(() -> new Pseudonyms(new byte[31], 9)).hasMessageContaining("31 bytes");
    assertThatThrownBy(() -> new Pseudonyms(new byte[32], 3)).hasMessageContaining("length: 3");
    assertThatThrownBy(() -> new Pseudonyms(new byte[32], 33)).hasMessageContaining("length: 33");
  }
}
