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

  @Test
  void parse_namesOfLocalNetworks_areHosts() {
    assertThat(PbUrl.parse("pb://build_master"))
        .isEqualTo(new PbUrl(Target.tcp("build_master", 8787), null, "root"));
    assertThat(PbUrl.parse("PB://guest@build_master:9989/x"))
        .isEqualTo(new PbUrl(Target.tcp("build_master", 9989), "guest", "x"));
  }

  @Test
  void parse_anEscapedUser_isUnescapedOverEachTransport() {
    assertThat(PbUrl.parse("pb://j%C3%BCrg@host").user()).isEqualTo("jürg");
    assertThat(PbUrl.parse("pb://j%C3%BCrg@build_master").user()).isEqualTo("jürg");
    assertThat(PbUrl.parse("pb+unix://j%C3%BCrg@/run/pb.sock").user()).isEqualTo("jürg");
    assertThat(PbUrl.parse("pb://jürg@host").user()).isEqualTo("jürg");
    assertThat(PbUrl.parse("pb://a%3Ab%40c@host").user()).isEqualTo("a:b@c");
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
        "pb://guest:secret@host",
        "pb://guest:secret@build_master",
        "pb://build_master:99999999999",
        "pb+unix://guest:secret@/run/pb.sock"
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
