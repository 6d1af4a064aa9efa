package dev.sennit.maps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.net.Listen;
import dev.sennit.testkit.DocExamples;
import dev.sennit.testkit.FreePort;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DocExamplesIT {
  private static final String[] IMPORTS = {
    "dev.sennit.maps.*", "dev.sennit.maps.wire.MapsReply.*", "dev.sennit.net.*", "java.util.*"
  };

  @Test
  void packageInfo_example_runs() {
    var examples = DocExamples.in(Path.of("src/main/java/dev/sennit/maps/package-info.java"));
    assertThat(examples).hasSize(1);
    examples.getFirst().run(code -> code.replace("4242", String.valueOf(FreePort.tcp())));
  }

  @Test
  void readme_examples_run() {
    var options = MapsServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    try (var server = MapsServer.start(options, (request, _) -> new Found(request.key()))) {
      int used = ((InetSocketAddress) server.addresses().getFirst()).getPort();
      for (DocExamples.Example example : DocExamples.in(Path.of("README.md"))) {
        int port = example.code().contains("MapsServer.start") ? FreePort.tcp() : used;
        example.run(code -> code.replace("4242", String.valueOf(port)), IMPORTS);
      }
    }
  }
}
