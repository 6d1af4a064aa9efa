package dev.sennit.amp;

import dev.sennit.amp.AmpStreams.Data;
import dev.sennit.amp.AmpStreams.End;
import dev.sennit.amp.AmpStreams.More;
import dev.sennit.amp.AmpStreams.Stop;
import dev.sennit.net.ProtocolException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The streams of one connection. Numbers of readers are this side's, those of writers the peer's.
final class StreamTable {
  /// How many streams the peer may have let this side write into before this side begins.
  private static final int MOST_UNKNOWN = 1_024;

  private final AmpConnection connection;
  private final AtomicLong last = new AtomicLong();
  private final Map<Long, AmpStreamReader> readers = new ConcurrentHashMap<>();
  private final Map<Long, AmpStreamWriter> writers = new ConcurrentHashMap<>();
  private volatile @Nullable RuntimeException lost;

  StreamTable(AmpConnection connection) {
    this.connection = connection;
  }

  AmpStreamReader reader() {
    long number = last.incrementAndGet();
    AmpStreamReader reader = new AmpStreamReader(connection, number, () -> readers.remove(number));
    readers.put(number, reader);
    failIfLost();
    reader.begin();
    return reader;
  }

  /// The writer of a number, made when first spoken of by either side.
  AmpStreamWriter writer(long number) {
    AmpStreamWriter writer =
        writers.computeIfAbsent(
            number, _ -> new AmpStreamWriter(connection, number, () -> writers.remove(number)));
    failIfLost();
    return writer;
  }

  private void failIfLost() {
    RuntimeException why = lost;
    if (why != null) {
      lost(why);
    }
  }

  // ---- what the peer says

  AmpNothing more(More more) {
    if (more.bytes() < 0
        || (!writers.containsKey(more.stream()) && writers.size() >= MOST_UNKNOWN)) {
      throw new ProtocolException(
          "stream " + more.stream() + ": " + more.bytes() + " bytes (expected: fewer streams)");
    }
    writer(more.stream()).allow(more.bytes());
    return AmpNothing.NOTHING;
  }

  AmpNothing stop(Stop stop) {
    AmpStreamWriter writer = writers.get(stop.stream());
    if (writer != null) {
      writer.refuse();
    }
    return AmpNothing.NOTHING;
  }

  AmpNothing data(Data data) {
    reader(data.stream()).arrived(data.data());
    return AmpNothing.NOTHING;
  }

  AmpNothing end(End end) {
    reader(end.stream()).ended(end.error().orElse(null));
    return AmpNothing.NOTHING;
  }

  private AmpStreamReader reader(long number) {
    AmpStreamReader reader = readers.get(number);
    if (reader == null) {
      throw new ProtocolException(
          "stream: " + number + " (expected: one that this side has opened and that goes on)");
    }
    return reader;
  }

  /// The connection is lost.
  void lost(RuntimeException why) {
    lost = why;
    readers.values().forEach(each -> each.lost(why));
    writers.values().forEach(each -> each.lost(why));
    readers.clear();
    writers.clear();
  }
}
