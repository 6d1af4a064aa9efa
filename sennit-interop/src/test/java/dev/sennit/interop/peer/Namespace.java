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

  /// How to run a program in it.
  public List<String> command(List<String> command) {
    List<String> inside =
        new ArrayList<>(List.of("nsenter", "--net=/proc/" + holder.pid() + "/ns/net", "--"));
    inside.addAll(command);
    return inside;
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
