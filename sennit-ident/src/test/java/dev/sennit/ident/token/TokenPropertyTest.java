package dev.sennit.ident.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/// What is sealed opens again; what surrounds a token stays.
class TokenPropertyTest {
  private static final TokenKeys KEYS = TokenKeys.of(TokenKeys.generate());

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void open_sealed_isTheRecord(
      @ForAll @LongRange(min = -1_000_000_000_000L, max = 1_000_000_000_000L) long time,
      @ForAll @LongRange(min = 0, max = 0xffff_ffffL) long uid,
      @ForAll @Size(16) byte[] local,
      @ForAll @Size(4) byte[] remote,
      @ForAll @IntRange(max = 65_535) int port)
      throws UnknownHostException {
    AuditRecord record =
        new AuditRecord(
            Instant.ofEpochSecond(time),
            uid,
            new InetSocketAddress(InetAddress.getByAddress(local), port),
            new InetSocketAddress(InetAddress.getByAddress(remote), 65_535 - port));
    assertThat(KEYS.open(KEYS.seal(record))).contains(record);
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void copy_tokenInAnyBytes_replacesIt(
      @ForAll @Size(max = 300) byte[] before, @ForAll @Size(max = 300) byte[] after)
      throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.write(before);
    text.write(KEYS.seal(TokenKeysTest.RECORD).getBytes(StandardCharsets.US_ASCII));
    text.write(after);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.write(before);
    expected.write('!');
    expected.write(after);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long replaced =
        new TokenFilter(KEYS, _ -> "!").copy(new ByteArrayInputStream(text.toByteArray()), out);
    assertThat(replaced).isEqualTo(1);
    assertThat(out.toByteArray()).isEqualTo(expected.toByteArray());
  }
}
