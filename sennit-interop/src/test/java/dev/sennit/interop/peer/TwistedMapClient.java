package dev.sennit.interop.peer;

import dev.sennit.net.wire.Octets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// A Twisted `LineReceiver` that plays request lines at a map server on loopback.
public final class TwistedMapClient {
  /// What stands in a transcript where the server hung up.
  public static final String CLOSED = "closed";

  private TwistedMapClient() {}

  /// Sends each line when the answer to the one before has come.
  ///
  /// @return the answers, their bytes as Latin-1 text without line ends; [#CLOSED] where the server
  ///   hung up early
  public static List<String> ask(int port, List<Octets> lines) throws InterruptedException {
    return play("ask", port, lines);
  }

  /// Sends all lines at once.
  public static List<String> pipeline(int port, List<Octets> lines) throws InterruptedException {
    return play("pipeline", port, lines);
  }

  /// Sends all lines at once, closes its sending side, and reads until the server hangs up, which
  /// is the last entry.
  public static List<String> halfClose(int port, List<Octets> lines) throws InterruptedException {
    return play("half", port, lines);
  }

  private static List<String> play(String mode, int port, List<Octets> lines)
      throws InterruptedException {
    try (var scratch = new Scratch()) {
      var script = scratch.peer("twisted_map_client.py").toString();
      var input =
          lines.stream().map(TwistedMapServer::hex).collect(Collectors.joining("\n", "", "\n"));
      var command = List.of("/usr/bin/python3", script, "127.0.0.1", Integer.toString(port), mode);
      var finished = Program.run(Octets.utf8(input), command).expect(0);
      return finished.text().lines().map(TwistedMapClient::text).toList();
    }
  }

  private static String text(String line) {
    return line.equals(CLOSED)
        ? CLOSED
        : new String(HexFormat.of().parseHex(line), java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
