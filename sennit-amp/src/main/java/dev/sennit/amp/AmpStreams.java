package dev.sennit.amp;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.wire.Octets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Streams of bytes beside the calls of a connection, as long as one likes and with little memory.
///
/// On the wire they are four one-way commands, which any peer can declare. Whoever wants to read
/// chooses a number for the stream and tells it to the writer, in an argument or an answer of a
/// command of the application's own.
///
/// | command | from | arguments | means |
/// |---|---|---|---|
/// | `StreamMore` | reader | `stream` Integer, `bytes` Integer | the writer may send so many bytes more |
/// | `StreamData` | writer | `stream` Integer, `data` String | the next bytes, never more than it may |
/// | `StreamEnd` | writer | `stream` Integer, `error` Unicode, optional | no more comes; with an error, it is not whole |
/// | `StreamStop` | reader | `stream` Integer | nothing more is wanted, or the end was heard |
///
/// Of each stream one `StreamEnd` and one `StreamStop` travel, in either order; then both sides
/// forget it.
///
///     AmpStreams streams = new AmpStreams();
///     AmpRouter router = streams.on(AmpRouter.of());   // both sides
///
///     AmpStreamReader from = streams.read(connection); // who reads
///     connection.tell(FETCH, new Fetch("file", from.number()));
///     from.transferTo(file);
///
///     try (OutputStream to = streams.write(peer, fetch.stream())) { // who writes, in the handler
///       file.transferTo(to);
///     }
///
/// A reader lets the writer send [#WINDOW_BYTES] ahead of what is read, which bounds the memory of
/// each stream. Reading and writing block, best on virtual threads; a handler that waits in them
/// lets the next request run. Not with [dev.sennit.net.Delivery#CONCURRENT], which would mix up the
/// order. One for all connections of a program will do.
public final class AmpStreams {
  /// How far a writer may be ahead of the reader: 1 MiB.
  public static final int WINDOW_BYTES = 1024 * 1024;

  /// How much one command carries: 32 KiB.
  static final int PIECE_BYTES = 32 * 1024;

  record More(long stream, long bytes) {}

  record Data(long stream, Octets data) {}

  record End(long stream, Optional<String> error) {}

  record Stop(long stream) {}

  static final AmpCommand<More, AmpNothing> MORE =
      AmpCommand.of("StreamMore", More.class, AmpNothing.class);
  static final AmpCommand<Data, AmpNothing> DATA =
      AmpCommand.of("StreamData", Data.class, AmpNothing.class);
  static final AmpCommand<End, AmpNothing> END =
      AmpCommand.of("StreamEnd", End.class, AmpNothing.class);
  static final AmpCommand<Stop, AmpNothing> STOP =
      AmpCommand.of("StreamStop", Stop.class, AmpNothing.class);

  private final Map<AmpConnection, StreamTable> tables = new ConcurrentHashMap<>();

  /// Without any stream.
  public AmpStreams() {}

  /// A router that takes what belongs to the streams.
  public AmpRouter on(AmpRouter router) {
    return router
        .on(MORE, (more, from) -> table(from).more(more))
        .on(DATA, (data, from) -> table(from).data(data))
        .on(END, (end, from) -> table(from).end(end))
        .on(STOP, (stop, from) -> table(from).stop(stop));
  }

  /// Opens a stream to read from; its number has to be told to the peer.
  ///
  /// @throws ConnectionLostException if the connection is closed
  public AmpStreamReader read(AmpConnection connection) {
    return table(connection).reader();
  }

  /// A stream to write into, of which the peer told the number. Writing waits until the peer takes
  /// more, and throws `IOException` if it wants nothing more, or the connection is lost. Closing it
  /// tells the end; leaving it open tells nothing.
  ///
  /// @param number what the peer's reader is known by
  public AmpStreamWriter write(AmpConnection connection, long number) {
    return table(connection).writer(number);
  }

  private StreamTable table(AmpConnection connection) {
    StreamTable there = tables.get(connection);
    if (there != null) {
      return there;
    }
    StreamTable made = tables.computeIfAbsent(connection, StreamTable::new);
    var _ =
        connection
            .closed()
            .thenAccept(why -> {
              if (tables.remove(connection, made)) {
                made.lost(why);
              }
            });
    return made;
  }
}
