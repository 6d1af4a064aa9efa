package dev.sennit.daemon.table;

import dev.sennit.daemon.source.Source;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.wire.Octets;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/// A source in memory that can be told to fail, and remembers what it was asked.
final class ScriptedSource implements Source {
  final Map<String, String> values = new ConcurrentHashMap<>();
  final Queue<String> asked = new ConcurrentLinkedQueue<>();
  final CountDownLatch closed = new CountDownLatch(1);

  /// Thrown by every call, if set.
  volatile Optional<Exception> failure = Optional.empty();

  @Override
  public GetReply find(Octets key) throws Exception {
    asked.add(key.utf8());
    if (failure.isPresent()) {
      throw failure.get();
    }
    String value = values.get(key.utf8());
    return value == null ? NotFound.INSTANCE : Found.of(value);
  }

  @Override
  public PutReply store(Octets key, Octets value) throws Exception {
    if (failure.isPresent()) {
      throw failure.get();
    }
    values.put(key.utf8(), value.utf8());
    return Stored.INSTANCE;
  }

  @Override
  public boolean mayBlock() {
    return false;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
