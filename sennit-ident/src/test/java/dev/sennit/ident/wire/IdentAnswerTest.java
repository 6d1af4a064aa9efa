package dev.sennit.ident.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.wire.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentAnswerTest {

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb", "a\nb", "a\rb", "a\0b"})
  void userId_lineBreakOrNul_isRefused(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UserId.unix(id))
        .withMessageContaining("expected: no NUL, CR or LF");
  }

  @Test
  void userId_names_are1To64PrintableCharacters() {
    Octets id = Octets.utf8("x");
    assertThat(new UserId("X".repeat(64), "Y".repeat(64), id).opsys()).hasSize(64);
    for (String bad : new String[] {"", "X".repeat(65), "UN\tIX", "UN\u00cfX", "UN\nIX"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new UserId(bad, null, id));
      assertThatIllegalArgumentException().isThrownBy(() -> new UserId("UNIX", bad, id));
    }
  }

  @Test
  void userId_longerThanALine_isRefused() {
    assertThat(UserId.unix("x".repeat(1000)).id().length()).isEqualTo(1000);
    assertThatIllegalArgumentException().isThrownBy(() -> UserId.unix("x".repeat(1001)));
  }

  @Test
  void unix_nameBeyondAscii_saysUtf8() {
    assertThat(UserId.unix("joe").charset()).isNull();
    assertThat(UserId.unix("j\u00f6rg").charset()).isEqualTo("UTF-8");
    assertThat(UserId.unix("j\u00f6rg").text()).contains("j\u00f6rg");
    assertThat(UserId.other("42")).isEqualTo(new UserId("OTHER", null, Octets.utf8("42")));
  }

  @Test
  void encoded_textThatTheCharsetLacks_isRefused() {
    assertThat(UserId.encoded("UNIX", "ISO-8859-1", "\u00e4").id().toBytes()).containsExactly(0xe4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UserId.encoded("UNIX", "ISO-8859-1", "\u20ac"));
    assertThatIllegalArgumentException().isThrownBy(() -> UserId.encoded("UNIX", "X-KLINGON", "a"));
  }

  @Test
  void text_bytesThatAreNotTheCharset_areNoText() {
    assertThat(new UserId("UNIX", null, Octets.of((byte) 0xe4)).text()).isEmpty();
    assertThat(new UserId("UNIX", "UTF-8", Octets.of((byte) 0xe4)).text()).isEmpty();
    assertThat(new UserId("UNIX", "no such", Octets.utf8("x")).text()).isEmpty();
  }

  @Test
  void toString_oddBytes_areEscaped() {
    assertThat(new UserId("UNIX", "UTF-8", Octets.utf8("\u001b[2J")))
        .hasToString("UNIX,UTF-8:\\x1b[2J");
    assertThat(Fault.NO_USER).hasToString("NO-USER");
  }

  @Test
  void faultOf_wordsOfTheRfc_areTheConstants() {
    assertThat(Fault.of(new IdentError("NO-USER"))).isSameAs(Fault.NO_USER);
    assertThat(Fault.of(IdentError.of("HIDDEN-USER"))).isSameAs(Fault.HIDDEN_USER);
    assertThat(Fault.of(new IdentError("X-A")).error().token()).isEqualTo("X-A");
    assertThat(IdentError.of("UNKNOWN-ERROR")).isSameAs(IdentError.UNKNOWN_ERROR);
    assertThat(IdentError.of("INVALID-PORT")).isSameAs(IdentError.INVALID_PORT);
  }

  @Test
  void error_token_is1To64CharactersWithoutBlankAndColon() {
    assertThat(new IdentError("X".repeat(64)).isPrivate()).isTrue();
    assertThat(new IdentError("X").isPrivate()).isFalse();
    assertThat(IdentError.NO_USER.isStandard()).isTrue();
    for (String bad : new String[] {"", "X".repeat(65), "X A", "X:A", "X\r\nA", "X\u00e4"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> new IdentError(bad));
    }
  }

  @Test
  void query_portOutOfRange_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IdentQuery(0, 1))
        .withMessage("serverPort: 0 (expected: 1 to 65535)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IdentQuery(1, 65_536))
        .withMessage("clientPort: 65536 (expected: 1 to 65535)");
    assertThatIllegalArgumentException().isThrownBy(() -> new IdentBadQuery("1", "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> new IdentBadQuery("-", "1"));
    assertThatIllegalArgumentException().isThrownBy(() -> new IdentBadQuery("", "1"));
    assertThatIllegalArgumentException().isThrownBy(() -> new IdentBadQuery("1".repeat(33), "1"));
  }
}
