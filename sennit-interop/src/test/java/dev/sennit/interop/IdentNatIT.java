package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.Child;
import dev.sennit.interop.peer.Namespace;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.interop.peer.SennitDaemon;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A user behind a router connects to the outside, and the outside asks the router who that is.
/// Both the router and the host inside run the daemon. Needs root.
@Tag("peer")
@Timeout(300)
class IdentNatIT {
  private static final String USER = "games";

  private static final String LISTEN =
      """
      import socket
      listener = socket.create_server(('192.0.2.2', 6667))
      print('listening', flush=True)
      accepted = listener.accept()[0]
      print('port', accepted.getpeername()[1], flush=True)
      accepted.recv(1)
      """;

  private static final String CALL =
      """
      import os, pwd, socket, sys
      os.setuid(pwd.getpwnam(sys.argv[1]).pw_uid)
      caller = socket.create_connection(('192.0.2.2', 6667))
      caller.recv(1)
      """;

  private static Child python(Namespace where, String script, String... arguments) {
    var command = new ArrayList<>(List.of("/usr/bin/python3", "-c", script));
    command.addAll(List.of(arguments));
    return Child.start("python", Path.of("/"), Map.of(), where.command(command));
  }

  private static String query(Namespace from, String... ports) throws InterruptedException {
    var command = new ArrayList<>(SennitDaemon.command("ident", "query", "192.0.2.1"));
    command.addAll(List.of(ports));
    var finished = from.run(command.toArray(String[]::new));
    return finished.text() + finished.err().utf8();
  }

  private static void connect(Namespace router, Namespace inside, Namespace outside)
      throws InterruptedException {
    router.join("in0", inside, "10.113.0");
    router.join("out0", outside, "192.0.2");
    inside.shell("ip route add default via 10.113.0.1");
    router.shell("echo 1 >/proc/sys/net/ipv4/ip_forward");
    router.shell(
        "nft add table ip nat;"
            + " nft add chain ip nat post '{ type nat hook postrouting priority 100; }';"
            + " nft add rule ip nat post oifname out0 ip protocol tcp"
            + " masquerade to :50000-50999");
  }

  @Test
  void router_askedAboutAConnectionOfTheHostInside_asksThatOne() throws InterruptedException {
    try (var router = Namespace.start();
        var inside = Namespace.start();
        var outside = Namespace.start();
        var filesOfRouter = new Scratch();
        var filesOfInside = new Scratch()) {
      connect(router, inside, outside);
      try (var _ =
              SennitDaemon.start(
                  filesOfRouter,
                  """
                  [ident]
                  listen = "tcp:113:interface=192.0.2.1"
                  conntrack = true
                  forward-port = 113
                  """,
                  router);
          var _ =
              SennitDaemon.start(
                  filesOfInside,
                  """
                  [ident]
                  listen = "tcp:113:interface=10.113.0.2"
                  proxies = ["10.113.0.1"]
                  """,
                  inside);
          var listener = python(outside, LISTEN)) {
        listener.out().await("listening");
        try (var _ = python(inside, CALL, USER)) {
          String port = listener.out().await("port ").substring("port ".length());
          assertThat(query(outside, port, "6667")).isEqualTo(USER + "\n");
          assertThat(query(outside, port, "6668")).contains("NO-USER");
          assertThat(query(outside)).isEqualTo("root\n");
        }
      }
    }
  }
}
