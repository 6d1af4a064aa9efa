package dev.sennit.pb;

import dev.sennit.net.Listen;
import dev.sennit.net.Reply;
import dev.sennit.net.Target;
import dev.sennit.pb.jelly.PbTypes;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Servers and clients on free ports of loopback, closed in the end in the right order.
final class Local implements AutoCloseable {
  private final List<AutoCloseable> open = new ArrayList<>();

  static PbServerOptions options() {
    return PbServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
  }

  static int port(PbServer server) {
    return ((InetSocketAddress) server.addresses().getFirst()).getPort();
  }

  static PbClientOptions to(PbServer server) {
    return PbClientOptions.of(Target.tcp("127.0.0.1", port(server)));
  }

  <T extends AutoCloseable> T closing(T what) {
    open.add(what);
    return what;
  }

  PbServer serve(PbObject root) {
    return closing(PbServer.start(options(), root));
  }

  PbClient client(PbServer server) {
    return closing(PbClient.connect(to(server)));
  }

  /// An object as a client sees it, of the same types on both sides.
  PbRemote root(PbTypes types, PbObject root) {
    PbServer server = closing(PbServer.start(options().types(types), root));
    return closing(PbClient.connect(to(server).types(types))).root();
  }

  /// What a call failed with.
  static Throwable failureOf(Reply<?> reply) {
    try {
      throw new AssertionError("answered: " + reply.join());
    } catch (CompletionException e) {
      return e.getCause() == null ? e : e.getCause();
    }
  }

  static boolean isRefused(Reply<?> reply, String type) {
    return failureOf(reply) instanceof PbException e && e.is(type);
  }

  static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new AssertionError("None");
    }
    return value;
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }
}
