package dev.sennit.cli;

import dev.sennit.ident.kernel.KernelLookup;
import dev.sennit.ident.kernel.SelfTest;
import dev.sennit.ident.kernel.SelfTest.Check;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `sennit ident self-test`: whether the owners of connections can be looked up on this machine.
@Command(
    name = "self-test",
    description = "Tests whether owners of connections can be looked up on this machine.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit code: 0 all is well, 69 something does not work."})
final class IdentSelfTestCommand implements Callable<Integer> {
  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() {
    Output output = json.output();
    try (KernelLookup lookup = KernelLookup.open()) {
      SelfTest test = lookup.selfTest();
      for (Check check : test.checks()) {
        String result = check.result().name().toLowerCase(Locale.ROOT);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("check", check.name());
        fields.put("result", result);
        fields.put("detail", check.detail());
        output.record(result + "  " + check.name() + ": " + check.detail(), fields);
      }
      return test.passed() ? ExitCode.OK : ExitCode.UNAVAILABLE;
    }
  }
}
