package dev.sennit.ident.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class TokenKeysTest {
  static final AuditRecord RECORD =
      new AuditRecord(
          Instant.ofEpochSecond(1_800_000_000L),
          4_294_967_295L,
          new InetSocketAddress("192.0.2.1", 40_000),
          new InetSocketAddress("192.0.2.9", 6667));

  private final byte[] old = TokenKeys.generate();
  private final byte[] recent = TokenKeys.generate();

  @Test
  void seal_anyRecord_is108CharactersOfUrlSafeBase64() {
    assertThat(TokenKeys.of(old).seal(RECORD))
        .hasSize(TokenKeys.TOKEN_CHARACTERS)
        .matches("A[Q-Za-f][A-Za-z0-9_-]*");
  }

  @Test
  void seal_twice_differs() {
    TokenKeys keys = TokenKeys.of(old);
    assertThat(keys.seal(RECORD)).isNotEqualTo(keys.seal(RECORD));
  }

  @Test
  void open_ownToken_isTheRecord() {
    TokenKeys keys = TokenKeys.of(old);
    assertThat(keys.open(keys.seal(RECORD))).contains(RECORD);
  }

  @Test
  void open_afterRotation_readsBoth() {
    TokenKeys before = TokenKeys.of(old);
    TokenKeys after = TokenKeys.of(old, recent);
    assertThat(after.open(before.seal(RECORD))).contains(RECORD);
    assertThat(TokenKeys.of(recent).open(after.seal(RECORD))).contains(RECORD);
    assertThat(before.open(after.seal(RECORD))).isEmpty();
  }

  @Test
  void open_anyChangedByte_isNothing() {
    TokenKeys keys = TokenKeys.of(old);
    byte[] token = Base64.getUrlDecoder().decode(keys.seal(RECORD));
    for (int i = 0; i < token.length; i++) {
      token[i] ^= 1;
      assertThat(keys.open(Base64.getUrlEncoder().withoutPadding().encodeToString(token)))
          .as("byte " + i)
          .isEmpty();
      token[i] ^= 1;
    }
  }

  @Test
  void open_noToken_isNothing() {
    TokenKeys keys = TokenKeys.of(old);
    for (String text : new String[] {"", "x", "A".repeat(108), "é".repeat(108), "A".repeat(109)}) {
      assertThat(keys.open(text)).isEmpty();
    }
  }

  @Test
  void of_badKeys_throws() {
    assertThatThrownBy(TokenKeys::of).hasMessage("keys: 0 (expected: 1 to 100)");
    assertThatThrownBy(() -> TokenKeys.of(new byte[31])).hasMessage("key: 31 bytes (expected: 32)");
    assertThatThrownBy(() -> TokenKeys.of(new byte[101][32])).hasMessageContaining("keys: 101");
  }

  @Test
  void toString_ofKeysAndRecord_tellsNoKey() {
    assertThat(TokenKeys.of(old, recent)).hasToString("2 keys");
    assertThat(RECORD)
        .hasToString("2027-01-15T08:00:00Z uid=4294967295 192.0.2.1:40000 192.0.2.9:6667");
  }

  @Test
  void record_outOfRange_throws() {
    var end = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    assertThatThrownBy(() -> new AuditRecord(Instant.EPOCH, -1, end, end))
        .hasMessageContaining("uid: -1");
    assertThatThrownBy(() ->
            new AuditRecord(
                Instant.EPOCH, 1, end, InetSocketAddress.createUnresolved("x.invalid", 1)))
        .hasMessageContaining("expected: addresses");
  }
}
