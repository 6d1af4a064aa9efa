package dev.sennit.ident.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemNamesTest {
  @TempDir Path folder;

  @Test
  void names_ofTheMachine_areFound() throws IOException {
    Path services = folder.resolve("services");
    Files.writeString(
        services, "# x\nauth 113/tcp authentication tap ident # y\nntp 123/udp\nircd\t6667/tcp\n");
    Names names = new SystemNames(Fixture.ACCOUNTS, services);
    assertThat(names.port("ident")).hasValue(113);
    assertThat(names.port("ircd")).hasValue(6667);
    assertThat(names.port("ntp")).isEmpty();
    assertThat(names.port("113/tcp")).isEmpty();
    assertThat(names.uid("bob")).hasValue(1001);
    assertThat(names.uid("nobody-here")).isEmpty();
    assertThat(names.addresses("localhost")).contains(InetAddress.ofLiteral("127.0.0.1"));
  }

  @Test
  void names_withoutServices_knowNone() {
    assertThat(new SystemNames(Fixture.ACCOUNTS, folder.resolve("none")).port("ident")).isEmpty();
  }
}
