package dev.sennit.interop.peer;

import java.util.ArrayList;
import java.util.List;

/// A network of the test's own, in which every port is free; it has nothing but loopback. Needs
/// root.
public final class Namespace implements AutoCloseable {
  private final Child holder;

  private Namespace(Child holder) {
    this.holder = holder;
  }

  /// Makes one.
  public static Namespace start() throws InterruptedException {
    Child holder =
        Child.start(
            "namespace",
            "unshare",
            "--net",
            "sh",
            "-c",
            "ip link set lo up && echo ready && exec tail -f /dev/null");
    try {
      holder.out().await("ready");
    } catch (AssertionError e) {
      holder.close();
      throw new AssertionError(String.join("\n", holder.err().all()), e);
    }
    return new Namespace(holder);
  }

  /// The process that keeps it: `ip link` takes its number for the network.
  public long pid() {
    return holder.pid();
  }

  /// Joins this network, as host 1, with another one, as host 2.
  ///
  /// @param device its name here; there it is `eth0`
  /// @param network three numbers of IPv4
  public void join(String device, Namespace other, String network) throws InterruptedException {
    shell("ip link add " + device + " type veth peer name eth0 netns " + other.pid());
    shell("ip addr add " + network + ".1/24 dev " + device + "; ip link set " + device + " up");
    other.shell("ip addr add " + network + ".2/24 dev eth0; ip link set eth0 up");
  }

  /// How to run a program in it.
  public List<String> command(List<String> command) {
    List<String> inside =
        new ArrayList<>(List.of("nsenter", "--net=/proc/" + holder.pid() + "/ns/net", "--"));
    inside.addAll(command);
    return inside;
  }

  /// Runs a script in it to its end, which must be a good one.
  public void shell(String script) throws InterruptedException {
    run("sh", "-ec", script).expect(0);
  }

  /// Runs a program in it to its end.
  public Finished run(String... command) throws InterruptedException {
    return Program.run(command(List.of(command)).toArray(String[]::new));
  }

  @Override
  public void close() {
    holder.close();
  }
}
