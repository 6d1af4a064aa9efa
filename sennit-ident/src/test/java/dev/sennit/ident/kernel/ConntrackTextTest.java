package dev.sennit.ident.kernel;

import static dev.sennit.ident.kernel.Ends.connection;
import static dev.sennit.ident.kernel.Ends.end;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.kernel.NatAnswer.Translated;
import dev.sennit.ident.kernel.NatAnswer.Untranslated;
import dev.sennit.ident.kernel.netlink.ConntrackEntry;
import dev.sennit.ident.kernel.netlink.ConntrackEntry.Tuple;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConntrackTextTest {
  private static final String MASQUERADED =
      "ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.2 dst=192.0.2.1 sport=1025 dport=6667"
          + " packets=3 bytes=180 src=192.0.2.1 dst=198.51.100.7 sport=6667 dport=1026 packets=2"
          + " bytes=120 [ASSURED] mark=0 zone=0 use=2";
  private static final String REDIRECTED =
      "ipv6     10 tcp      6 431999 ESTABLISHED src=2001:db8::2 dst=2001:db8::1 sport=4000"
          + " dport=113 src=2001:db8::1 dst=2001:db8::2 sport=1113 dport=4000 [ASSURED] mark=0"
          + " use=1";

  @Test
  void parse_masqueradedConnection_hasBothDirections() {
    assertThat(ConntrackText.parse(MASQUERADED))
        .contains(
            new ConntrackEntry(
                new Tuple(end("10.0.0.2", 1025), end("192.0.2.1", 6667)),
                new Tuple(end("192.0.2.1", 6667), end("198.51.100.7", 1026))));
  }

  @Test
  void parse_otherLines_areNothing() {
    assertThat(ConntrackText.parse("")).isEmpty();
    assertThat(ConntrackText.parse(MASQUERADED.replace(" tcp ", " udp "))).isEmpty();
    assertThat(ConntrackText.parse(MASQUERADED.replace("10.0.0.2", "ten"))).isEmpty();
    assertThat(ConntrackText.parse(MASQUERADED.replace("sport=1025", "sport=70000"))).isEmpty();
    assertThat(ConntrackText.parse(MASQUERADED.replace("dport=1026", ""))).isEmpty();
  }

  @Test
  void find_eitherDirection_isTheEntry() throws IOException {
    ConntrackText text = new ConntrackText(() -> Stream.of("", REDIRECTED, MASQUERADED));
    ConntrackEntry entry = ConntrackText.parse(MASQUERADED).orElseThrow();

    assertThat(text.find(entry.original())).isEqualTo(entry);
    assertThat(text.find(entry.reply())).isEqualTo(entry);
    assertThat(text.find(new Tuple(end("192.0.2.1", 6667), end("198.51.100.8", 1026)))).isNull();
  }

  @Test
  void translate_masqueradedConnection_isTheInsideHosts() {
    assertThat(translate(MASQUERADED, "198.51.100.7", 1026, "192.0.2.1", 6667))
        .isEqualTo(new Translated(connection("10.0.0.2", 1025, "192.0.2.1", 6667)));
  }

  @Test
  void translate_redirectedConnection_isTheRealPorts() {
    assertThat(translate(REDIRECTED, "2001:db8::1", 113, "2001:db8::2", 4000))
        .isEqualTo(new Translated(connection("2001:db8::1", 1113, "2001:db8::2", 4000)));
  }

  @Test
  void translate_plainConnection_isUntranslated() {
    String plain =
        "ipv4 2 tcp 6 9 ESTABLISHED src=10.0.0.2 dst=10.0.0.3 sport=1 dport=2"
            + " src=10.0.0.3 dst=10.0.0.2 sport=2 dport=1 use=1";

    assertThat(translate(plain, "10.0.0.2", 1, "10.0.0.3", 2)).isEqualTo(new Untranslated());
    assertThat(translate(plain, "10.0.0.3", 2, "10.0.0.2", 1)).isEqualTo(new Untranslated());
  }

  private static NatAnswer translate(
      String line, String local, int localPort, String remote, int remotePort) {
    return Conntrack.translate(
        ConntrackText.parse(line).orElseThrow(),
        new Tuple(end(remote, remotePort), end(local, localPort)),
        connection(local, localPort, remote, remotePort));
  }
}
