package dev.sennit.ident.token;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Any bytes: no token by chance, and the filter leaves them as they are.
class TokenFuzzTest {
  private static final TokenKeys KEYS = TokenKeys.of(new byte[TokenKeys.KEY_BYTES]);

  @FuzzTest
  void read(byte[] bytes) throws IOException {
    if (KEYS.open(new String(bytes, StandardCharsets.ISO_8859_1)).isPresent()) {
      throw new AssertionError("a forged token");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long replaced = new TokenFilter(KEYS).copy(new ByteArrayInputStream(bytes), out);
    if (replaced != 0 || !Arrays.equals(out.toByteArray(), bytes)) {
      throw new AssertionError("changed");
    }
  }
}
