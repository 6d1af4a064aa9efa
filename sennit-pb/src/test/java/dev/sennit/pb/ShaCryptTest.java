package dev.sennit.pb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShaCryptTest {
  /// What `openssl passwd -6 -salt abc` makes of the password `pass word`.
  static final String ABC_PASS_WORD =
      "$6$abc$2M.xj3Ol/2mMyImvYXnHMT5bAZ5R.ctcHW2U31nQTj46unS47.qvNnoIFfQOF5O68DJsxvCAAa2QrVo.7oVG3.";

  @ParameterizedTest
  @CsvSource({
    "Hello world!, $5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
    "Hello world!,"
        + " $5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA",
    "Hello world!,"
        + " $6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
    "pass word," + ABC_PASS_WORD
  })
  void matches_knownHashes_onlyTheirPassword(String password, String hash) {
    ShaCrypt crypt = ShaCrypt.parse(hash);
    assertThat(crypt.matches(password.getBytes(UTF_8))).isTrue();
    assertThat(crypt.matches((password + "x").getBytes(UTF_8))).isFalse();
    assertThat(crypt.matches(new byte[0])).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "$1$abc$xyz",
        "$6$abc$short",
        "$6$rounds=x$abc$y",
        "$2y$05$abcdefghijklmnop"
      })
  void parse_anythingElse_isRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> ShaCrypt.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hash: odd (expected: $5$salt$hash or $6$salt$hash)");
  }
}
