package dev.sennit.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EndpointsPropertyTest {
  @Property(tries = 3000)
  void parse_anyText_isReadOrPointedAt(@ForAll String text) {
    check(text, Listen::parse);
    check(text, Target::parse);
  }

  @Property(tries = 20_000)
  void parse_likelyText_isReadOrPointedAt(@ForAll("likely") String text) {
    check(text, Listen::parse);
    check(text, Target::parse);
  }

  /// What can be read is written so that it reads back as the same.
  private static void check(String text, Function<String, Object> parse) {
    Object parsed;
    try {
      parsed = parse.apply(text);
    } catch (EndpointSyntaxException e) {
      assertThat(e.offset()).isBetween(0, text.length());
      assertThat(e.endpoint()).isEqualTo(text);
      return;
    }
    assertThat(parse.apply(parsed.toString())).isEqualTo(parsed);
  }

  @Provide
  Arbitrary<String> likely() {
    return Arbitraries.of(
            "tcp",
            "unix",
            "tls",
            "systemd",
            ":",
            ":",
            ":",
            "=",
            "\\",
            "[",
            "]",
            "::1",
            "80",
            "0",
            "interface=",
            "backlog=",
            "mode=",
            "660",
            "host",
            "port=",
            "privateKey=",
            "certKey=",
            "trustRoots=",
            "certificate=",
            "/run/s",
            "domain=",
            "INET",
            "UNIX",
            "index=",
            "name=",
            "a",
            "\0",
            "é",
            " ")
        .list()
        .ofMaxSize(10)
        .map(parts -> String.join("", parts));
  }
}
