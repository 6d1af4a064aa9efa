package dev.sennit.ident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.Listen;
import dev.sennit.testkit.DocExamples;
import dev.sennit.testkit.FreePort;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DocExamplesIT {
  private static final String[] IMPORTS = {
    "dev.sennit.ident.*",
    "dev.sennit.ident.IdentOutcome.*",
    "dev.sennit.ident.wire.IdentAnswer.*",
    "dev.sennit.net.*",
    "java.net.Socket",
    "java.util.*"
  };

  @Test
  void packageInfo_example_runs() {
    var examples = DocExamples.in(Path.of("src/main/java/dev/sennit/ident/package-info.java"));
    assertThat(examples).hasSize(1);
    examples.getFirst().run(code -> code.replace("1113", String.valueOf(FreePort.tcp())));
  }

  @Test
  void readme_examples_run() {
    var options = IdentServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    try (var server = IdentServer.start(options, (_, _) -> UserId.unix("joe"))) {
      int used = ((InetSocketAddress) server.addresses().getFirst()).getPort();
      for (DocExamples.Example example : DocExamples.in(Path.of("README.md"))) {
        int port = example.code().contains("IdentServer.start") ? FreePort.tcp() : used;
        example.run(code -> code.replace("1113", String.valueOf(port)), IMPORTS);
      }
    }
  }
}
