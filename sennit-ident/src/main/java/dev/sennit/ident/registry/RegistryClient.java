package dev.sennit.ident.registry;

import dev.sennit.net.wire.Octets;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Registers ids at a control socket.
///
/// One request at a time; every method blocks until the reply is there. Interrupting a thread that
/// waits closes the client.
public final class RegistryClient implements AutoCloseable {
  private final SocketChannel channel;
  private final BufferedReader replies;

  private RegistryClient(SocketChannel channel) {
    this.channel = channel;
    this.replies = new BufferedReader(Channels.newReader(channel, StandardCharsets.US_ASCII));
  }

  /// Connects to a control socket.
  ///
  /// @throws IOException if nobody listens there, or this user may not connect
  public static RegistryClient connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new RegistryClient(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// Registers an id.
  ///
  /// @param ttl 1 second to [IdentRegistry#MAX_TTL]; fractions of a second do not count
  /// @return the number of the entry
  /// @throws RefusedException if it is not taken; says why
  /// @throws IOException if the connection is lost
  public long register(Place place, Octets id, Duration ttl) throws IOException {
    String end = " " + RegistryText.write(id) + " " + ttl.toSeconds();
    return ask(
        switch (place) {
          case Place.Exact(var connection) -> "REGISTER " + RegistryText.write(connection) + end;
          case Place.Next next -> "RESERVE " + RegistryText.write(next) + end;
        },
        new ArrayList<>());
  }

  /// Removes an entry.
  ///
  /// @param handle its number
  /// @throws RefusedException if this user has no such entry
  /// @throws IOException if the connection is lost
  public void remove(long handle) throws IOException {
    ask("REMOVE " + handle, new ArrayList<>());
  }

  /// The entries that this user may see, one a line as the protocol writes them.
  ///
  /// @throws IOException if the connection is lost
  public List<String> list() throws IOException {
    List<String> entries = new ArrayList<>();
    long after = 0;
    boolean more = true;
    while (more) {
      int before = entries.size();
      ask("LIST " + after, entries);
      more = entries.size() - before == RegistryServer.MAX_LISTED;
      after = more ? Long.parseLong(entries.getLast().split(" ", 3)[1]) : after;
    }
    return entries;
  }

  private synchronized long ask(String request, List<String> entries) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    while (true) {
      String line = replies.readLine();
      if (line == null) {
        throw new IOException("registry: closed (expected: a reply)");
      }
      String[] words = line.split(" ", 3);
      switch (words[0]) {
        case "ENTRY" -> entries.add(line);
        case "OK", "MORE" -> {
          return Long.parseLong(words[1]);
        }
        case "ERROR" ->
            throw new RefusedException(
                RefusedException.Code.valueOf(words[1].toUpperCase(Locale.ROOT)), words[2]);
        default -> throw new IOException("reply: " + line + " (expected: ENTRY, OK or ERROR)");
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
