package dev.sennit.ident.handler;

import dev.sennit.testkit.DocExamples;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples of the packages compile and run.
@Timeout(60)
class PackageExamplesIT {
  private static final String[] IMPORTS = {
    "dev.sennit.ident.*",
    "dev.sennit.ident.account.*",
    "dev.sennit.ident.forward.*",
    "dev.sennit.ident.handler.*",
    "dev.sennit.ident.policy.*",
    "dev.sennit.ident.registry.*",
    "dev.sennit.ident.token.*",
    "dev.sennit.ident.wire.*",
    "dev.sennit.net.Peer",
    "dev.sennit.net.wire.Octets",
    "java.net.*",
    "java.nio.charset.*",
    "java.time.*",
    "java.util.*"
  };

  @ParameterizedTest
  @ValueSource(strings = {"forward", "handler", "policy", "registry", "token"})
  void packageInfo_example_runs(String name) {
    Path file = Path.of("src/main/java/dev/sennit/ident/" + name + "/package-info.java");
    DocExamples.in(file).forEach(example -> example.run(IMPORTS));
  }
}
