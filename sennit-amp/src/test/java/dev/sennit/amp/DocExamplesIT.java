package dev.sennit.amp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.testkit.DocExamples;
import dev.sennit.testkit.FreePort;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DocExamplesIT {
  private static final String[] IMPORTS = {"dev.sennit.amp.*", "dev.sennit.net.*", "java.util.*"};

  @Test
  void packageInfo_example_runs() {
    var examples = DocExamples.in(Path.of("src/main/java/dev/sennit/amp/package-info.java"));
    assertThat(examples).hasSize(1);
    examples.getFirst().run(code -> code.replace("8749", String.valueOf(FreePort.tcp())));
  }

  @Test
  void schema_example_runs() {
    var examples = DocExamples.in(Path.of("src/main/java/dev/sennit/amp/schema/package-info.java"));
    assertThat(examples).hasSize(1);
    examples.getFirst().run(IMPORTS);
  }

  @Test
  void readme_examples_run() {
    for (DocExamples.Example example : DocExamples.in(Path.of("README.md"))) {
      example.run(code -> code.replace("8749", String.valueOf(FreePort.tcp())), IMPORTS);
    }
  }
}
