package dev.sennit.cli.capture;

import dev.sennit.cli.capture.PacketReader.Packet;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Puts the bytes of each direction of each connection in their order: what came twice is left out,
/// what came early waits.
///
/// A connection whose beginning is not in the capture begins with its first packet there. At most
/// 65 536 directions are followed, and of each 1 MiB that came early.
public final class TcpStreams {
  private static final int MOST_FLOWS = 65_536;
  private static final int MOST_EARLY_BYTES = 1024 * 1024;

  private final Listener listener;
  private final Map<Flow, Stream> streams = new HashMap<>();

  /// Is told what the capture holds.
  public interface Listener {
    /// The next bytes of a direction.
    void received(Flow flow, byte[] bytes);

    /// Bytes of a direction that the capture does not have; nothing more is told of it.
    void missing(Flow flow);
  }

  private static final class Stream {
    private final int first;
    private int next;
    private long delivered;
    private final TreeMap<Long, byte[]> early = new TreeMap<>(); // by place from the first byte
    private int earlyBytes;
    private boolean broken;

    Stream(int first) {
      this.first = first;
      this.next = first;
    }

    /// Where bytes of this number belong; before the next ones if they came before.
    long placeOf(int sequence) {
      return delivered + (sequence - next);
    }
  }

  private TcpStreams(Listener listener) {
    this.listener = listener;
  }

  /// Reads a capture to its end.
  ///
  /// @throws CaptureException if it is damaged; what came before is told
  public static void read(PacketReader reader, Listener listener) throws IOException {
    TcpStreams streams = new TcpStreams(listener);
    try {
      for (Packet packet = reader.next(); packet != null; packet = reader.next()) {
        Segment segment = Segment.of(packet);
        if (segment != null) {
          streams.take(segment);
        }
      }
    } finally {
      streams.finish();
    }
  }

  private void take(Segment segment) {
    Stream stream = streamOf(segment);
    if (stream == null || stream.broken || !segment.payload().hasRemaining()) {
      return;
    }
    byte[] bytes = new byte[segment.payload().remaining()];
    segment.payload().get(0, bytes);
    long place = stream.placeOf(first(segment));
    if (place > stream.delivered) {
      keep(segment.flow(), stream, place, bytes);
      return;
    }
    deliver(segment.flow(), stream, place, bytes);
    while (!stream.early.isEmpty() && stream.early.firstKey() <= stream.delivered) {
      Map.Entry<Long, byte[]> waiting = stream.early.pollFirstEntry();
      stream.earlyBytes -= waiting.getValue().length;
      deliver(segment.flow(), stream, waiting.getKey(), waiting.getValue());
    }
  }

  private static int first(Segment segment) {
    return segment.begins() ? segment.sequence() + 1 : segment.sequence();
  }

  private void keep(Flow flow, Stream stream, long place, byte[] bytes) {
    byte[] there = stream.early.get(place);
    if (there != null && there.length >= bytes.length) {
      return;
    }
    stream.early.put(place, bytes);
    stream.earlyBytes += bytes.length - (there == null ? 0 : there.length);
    if (stream.earlyBytes > MOST_EARLY_BYTES) {
      fail(flow, stream);
    }
  }

  private @Nullable Stream streamOf(Segment segment) {
    Stream stream = streams.get(segment.flow());
    if (stream == null && streams.size() == MOST_FLOWS) {
      return null;
    }
    boolean again = segment.begins() && stream != null && stream.first != first(segment);
    if (stream == null || again) {
      stream = new Stream(first(segment));
      streams.put(segment.flow(), stream);
    }
    return stream;
  }

  private void deliver(Flow flow, Stream stream, long place, byte[] bytes) {
    long seen = stream.delivered - place;
    if (seen < bytes.length) {
      byte[] fresh = Arrays.copyOfRange(bytes, (int) seen, bytes.length);
      stream.next += fresh.length;
      stream.delivered += fresh.length;
      listener.received(flow, fresh);
    }
  }

  private void fail(Flow flow, Stream stream) {
    stream.broken = true;
    stream.early.clear();
    listener.missing(flow);
  }

  /// What still waits at the end waits for something that is not there.
  private void finish() {
    streams.forEach((flow, stream) -> {
      if (!stream.early.isEmpty()) {
        fail(flow, stream);
      }
    });
  }
}
