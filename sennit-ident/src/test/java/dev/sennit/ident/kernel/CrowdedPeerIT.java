package dev.sennit.ident.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import dev.sennit.testkit.ChildProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A network namespace with more than ten thousand sockets. Needs root, `unshare`, `ip` and
/// `python3`.
@Tag("peer")
@Timeout(120)
class CrowdedPeerIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int FEW = 5;
  private static final int MANY = 5_200; // connections, each with two sockets

  /// Makes connections to itself when it is told how many, and says the first one's ends.
  private static final String CROWD =
      """
      import resource, socket, subprocess, sys
      subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
      resource.setrlimit(resource.RLIMIT_NOFILE, (20000, 20000))
      listener = socket.create_server(('127.0.0.1', 0), backlog=128)
      held = []
      for line in sys.stdin:
          for i in range(int(line)):
              near = socket.create_connection(listener.getsockname())
              held += [near, listener.accept()[0]]
          print('ends', held[0].getsockname()[1], held[0].getpeername()[1], flush=True)
      """;

  /// A row whose number is 10000 or more: all its columns stand further right.
  private static final Pattern WIDE =
      Pattern.compile("^(1\\d{4}): 0100007F:([0-9A-F]{4}) 0100007F:([0-9A-F]{4}) 01 .*");

  private static IdentConnection connection(int local, int remote) {
    InetAddress home = InetAddress.ofLiteral("127.0.0.1");
    return new IdentConnection(
        new InetSocketAddress(home, local), new InetSocketAddress(home, remote));
  }

  private static IdentConnection make(ChildProcess program, int count) throws IOException {
    String before = program.output();
    program.process().outputWriter().write(count + "\n");
    program.process().outputWriter().flush();
    Matcher ends = program.awaitLine("^ends (\\d+) (\\d+)", SOON);
    await().atMost(SOON).until(() -> program.output().length() > before.length());
    return connection(Integer.parseInt(ends.group(1)), Integer.parseInt(ends.group(2)));
  }

  /// The time that half of the lookups take no longer than.
  private static long median(OwnerLookup lookup, IdentConnection connection) {
    long[] nanos = new long[2_001];
    for (int i = 0; i < nanos.length; i++) {
      long begun = System.nanoTime();
      assertThat(lookup.find(connection)).isInstanceOf(Owned.class);
      nanos[i] = System.nanoTime() - begun;
    }
    Arrays.sort(nanos);
    return nanos[nanos.length / 2];
  }

  @Test
  void find_amongTenThousandSockets_isAsQuickAndTheTextIsReadRightly() throws IOException {
    assumeThat(OwnUser.uid()).as("root").isZero();
    try (ChildProcess program =
        ChildProcess.start("unshare", "-n", "/usr/bin/python3", "-c", CROWD)) {
      IdentConnection first = make(program, FEW);
      try (NetworkNamespace there = NetworkNamespace.ofProcess(program.pid());
          KernelLookup kernel = KernelLookup.open(there)) {
        assertThat(kernel.way()).isEqualTo(KernelLookup.Way.SOCK_DIAG);
        median(kernel, first); // compiled from here on
        long few = median(kernel, first);
        make(program, MANY);
        long many = median(kernel, first);
        // a search through all of them would take a thousand times as long
        assertThat(many).isLessThan(20 * few);
      }
      Path text = Path.of("/proc/" + program.pid() + "/net");
      List<IdentConnection> wide = new ArrayList<>();
      for (String row : Files.readAllLines(text.resolve("tcp"))) {
        Matcher ends = WIDE.matcher(row);
        if (ends.matches()) {
          wide.add(
              connection(Integer.parseInt(ends.group(2), 16), Integer.parseInt(ends.group(3), 16)));
        }
      }
      assertThat(wide).hasSizeGreaterThan(300);
      for (IdentConnection each : List.of(wide.getFirst(), wide.getLast())) {
        assertThat(ProcNet.of(text).find(each))
            .isInstanceOfSatisfying(Owned.class, owned -> assertThat(owned.uid()).isZero());
      }
    }
  }
}
