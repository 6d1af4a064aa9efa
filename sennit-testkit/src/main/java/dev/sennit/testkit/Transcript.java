package dev.sennit.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A talk written down: who sends which bytes, in order.
///
///     # a hit, then a miss
///     C: get alice\n
///     S: 200 alice@example.com\n
///     C end
///     S end
///
/// `C` is the client, `S` the server. Bytes are written as in [Escapes], and nothing is added to
/// them: a line feed on the wire is a `\n` in the file. `end` closes that side, `reset` drops the
/// connection. Empty lines and lines that begin with `#` mean nothing.
///
/// @param name for messages
/// @param steps in order
public record Transcript(String name, List<Step> steps) {

  /// One line.
  ///
  /// @param line its number, from 1
  /// @param byClient false if the server acts
  /// @param action what is done
  /// @param bytes what is sent, in the notation of [Escapes]; empty unless `SEND`
  public record Step(int line, boolean byClient, Action action, String bytes) {}

  /// What a side can do.
  public enum Action {
    /// Sends bytes.
    SEND,
    /// Ends its side.
    END,
    /// Drops the connection.
    RESET
  }

  /// Copies the steps.
  public Transcript {
    steps = List.copyOf(steps);
  }

  /// Reads the resource `/transcripts/NAME` of the class path of the tests.
  ///
  /// @throws IllegalArgumentException if there is none, or a line is none of the above
  public static Transcript load(String name) {
    try (InputStream in =
        Thread.currentThread().getContextClassLoader().getResourceAsStream("transcripts/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("transcript: " + name + " (expected: a resource)");
      }
      return of(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads the text.
  ///
  /// @throws IllegalArgumentException if a line is none of the above
  public static Transcript of(String name, String text) {
    List<Step> steps = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.isBlank() && !line.startsWith("#")) {
        steps.add(step(name, i + 1, line));
      }
    }
    return new Transcript(name, steps);
  }

  private static Step step(String name, int number, String line) {
    boolean client = line.startsWith("C");
    String rest = line.substring(1);
    if (client || line.startsWith("S")) {
      if (rest.startsWith(": ")) {
        Escapes.bytes(rest.substring(2)); // a wrong escape is told now
        return new Step(number, client, Action.SEND, rest.substring(2));
      }
      if (rest.strip().equals("end")) {
        return new Step(number, client, Action.END, "");
      }
      if (rest.strip().equals("reset")) {
        return new Step(number, client, Action.RESET, "");
      }
    }
    throw new IllegalArgumentException(
        name + ":" + number + ": " + line + " (expected: C or S, then `: bytes`, end or reset)");
  }

  /// Plays the client: sends its bytes, expects those of the server.
  ///
  /// @throws AssertionError naming the line at which the other side did something else
  public void playClient(RawPeer server) {
    play(server, true);
  }

  /// Plays the server: sends its bytes, expects those of the client.
  ///
  /// @throws AssertionError naming the line at which the other side did something else
  public void playServer(RawPeer client) {
    play(client, false);
  }

  private void play(RawPeer peer, boolean asClient) {
    for (Step step : steps) {
      try {
        if (step.byClient() == asClient) {
          act(peer, step);
        } else {
          await(peer, step);
        }
      } catch (AssertionError | UncheckedIOException e) {
        throw new AssertionError(name + ":" + step.line() + ": " + e.getMessage(), e);
      }
    }
  }

  private static void act(RawPeer peer, Step step) {
    switch (step.action()) {
      case SEND -> peer.send(step.bytes());
      case END -> peer.halfClose();
      case RESET -> peer.reset();
    }
  }

  private static void await(RawPeer peer, Step step) {
    switch (step.action()) {
      case SEND -> peer.expect(step.bytes());
      case END -> peer.expectEof();
      case RESET -> peer.expectReset();
    }
  }
}
