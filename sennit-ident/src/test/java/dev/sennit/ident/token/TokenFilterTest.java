package dev.sennit.ident.token;

import static dev.sennit.ident.token.TokenKeysTest.RECORD;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TokenFilterTest {
  private final TokenKeys keys = TokenKeys.of(TokenKeys.generate());
  private final String token = keys.seal(RECORD);
  private long replaced;

  private String filter(String text, int piece) throws IOException {
    InputStream in =
        new FilterInputStream(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1))) {
          @Override
          public int read(byte[] bytes, int from, int length) throws IOException {
            return super.read(bytes, from, Math.min(length, piece));
          }
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    replaced = new TokenFilter(keys).copy(in, out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void copy_tokensAmongText_replacesThem() throws IOException {
    String text = "a " + token + "\n[" + token + "]" + token + token + " \0\u00ff-_A\r\n";
    String meaning = "[" + RECORD + "]";
    String expected =
        "a " + meaning + "\n[" + meaning + "]" + meaning + meaning + " \0\u00ff-_A\r\n";
    for (int piece : new int[] {1, 2, 107, 108, 109, 8_192}) {
      assertThat(filter(text, piece)).as("pieces of " + piece).isEqualTo(expected);
      assertThat(replaced).isEqualTo(4);
    }
  }

  @Test
  void copy_tokenInsideAWord_isFound() throws IOException {
    assertThat(filter("~" + token + "-x user_" + token + "AAA", 8_192))
        .isEqualTo("~[" + RECORD + "]-x user_[" + RECORD + "]AAA");
  }

  @Test
  void copy_longWordWithoutEnd_isCopied() throws IOException {
    String word = "AQ".repeat(50_000);
    assertThat(filter(word, 8_192)).isEqualTo(word);
    assertThat(filter(word + token, 1_000)).isEqualTo(word + "[" + RECORD + "]");
  }

  @Test
  void copy_foreignOrCutToken_stays() throws IOException {
    String foreign = TokenKeys.of(TokenKeys.generate()).seal(RECORD);
    String text = foreign + " " + token.substring(0, 107) + " " + token.substring(1);
    assertThat(filter(text, 8_192)).isEqualTo(text);
    assertThat(replaced).isZero();
  }

  @Test
  void copy_empty_isEmpty() throws IOException {
    assertThat(filter("", 10)).isEmpty();
  }
}
