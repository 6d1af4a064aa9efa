package dev.sennit.cli;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.SystemAccounts;
import dev.sennit.ident.kernel.Diagnosis;
import dev.sennit.ident.kernel.Finding;
import dev.sennit.ident.kernel.KernelLookup;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `sennit ident diagnose`: why a connection of this machine has an owner, or has none.
@Command(
    name = "diagnose",
    description = "Says who owns a connection of this machine, or why nobody does.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Look first for NAT, containers and ports in the wrong order: root sees more than others.",
      "",
      "Exit code: 0 there is an owner, 1 there is none."
    })
final class IdentDiagnoseCommand implements Callable<Integer> {
  @Mixin private JsonOption json = new JsonOption();

  @Parameters(
      index = "0",
      paramLabel = "LOCAL:PORT",
      converter = InetAddresses.WithPort.class,
      description = "The end on this machine.")
  private InetSocketAddress local = new InetSocketAddress(0);

  @Parameters(
      index = "1",
      paramLabel = "REMOTE:PORT",
      converter = InetAddresses.WithPort.class,
      description = "The other end, the machine that asks.")
  private InetSocketAddress remote = new InetSocketAddress(0);

  @Override
  public Integer call() {
    Output output = json.output();
    try (KernelLookup lookup = KernelLookup.open();
        SystemAccounts accounts = SystemAccounts.open()) {
      List<Finding> findings = Diagnosis.of(lookup, accounts, new IdentConnection(local, remote));
      for (Finding finding : findings) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("finding", finding.kind().name());
        fields.put("sentence", finding.sentence());
        output.record(finding.sentence(), fields);
      }
      boolean owned = findings.stream().anyMatch(f -> f.kind() == Finding.Kind.OWNER);
      return owned ? ExitCode.OK : ExitCode.NOT_FOUND;
    }
  }
}
