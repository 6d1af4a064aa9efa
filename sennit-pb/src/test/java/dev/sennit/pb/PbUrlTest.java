package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.net.Target;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PbUrlTest {
  @Test
  void parse_eachKind_isUnderstood() {
    assertThat(PbUrl.parse("pb://host"))
        .isEqualTo(new PbUrl(Target.tcp("host", 8787), null, "root"));
    assertThat(PbUrl.parse("pb://guest@[::1]:8789/"))
        .isEqualTo(new PbUrl(Target.tcp("::1", 8789), "guest", "root"));
    assertThat(PbUrl.parse("pb://host/a%20name").name()).isEqualTo("a name");
    assertThat(PbUrl.parse("pbs://host").target())
        .isInstanceOfSatisfying(
            Target.Secure.class,
            secure -> assertThat(secure.inside()).isEqualTo(Target.tcp("host", 8787)));
    assertThat(PbUrl.parse("pb+unix:///run/pb.sock"))
        .isEqualTo(new PbUrl(Target.unix(Path.of("/run/pb.sock")), null, "root"));
    assertThat(PbUrl.parse("pb+unix://guest@/run/pb.sock#chat"))
        .isEqualTo(new PbUrl(Target.unix(Path.of("/run/pb.sock")), "guest", "chat"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "pb:",
        "pb://",
        "pb:///name",
        "http://host",
        "pb://host/a/b",
        "pb://host?x=1",
        "pb://host#x",
        "pb://host:99999",
        "pb://a b",
        "pb+unix://host/run/pb.sock",
        "pb+unix://",
        "pb://guest:secret@host"
      })
  void parse_anythingElse_isRefused(String url) {
    assertThatThrownBy(() -> PbUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ");
  }

  @Test
  void parse_aPassword_isNotRepeated() {
    assertThatThrownBy(() -> PbUrl.parse("pb://guest:secret@host"))
        .hasMessage("url: a password in it (expected: pb://user@host)");
    assertThatThrownBy(() -> PbUrl.parse("pb://guest:secret@host#x"))
        .hasMessageStartingWith("url: pb://...@host#x (expected: ");
  }
}
