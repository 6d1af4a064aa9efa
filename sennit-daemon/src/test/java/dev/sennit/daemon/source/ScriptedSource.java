package dev.sennit.daemon.source;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.wire.Octets;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/// A source whose answer the test sets.
final class ScriptedSource implements Source {
  final AtomicInteger asked = new AtomicInteger();
  volatile Callable<GetReply> answer;

  ScriptedSource(Callable<GetReply> answer) {
    this.answer = answer;
  }

  @Override
  public GetReply find(Octets key) throws Exception {
    asked.incrementAndGet();
    return answer.call();
  }

  @Override
  public PutReply store(Octets key, Octets value) {
    answer = () -> new dev.sennit.maps.wire.MapsReply.Found(value);
    return Stored.INSTANCE;
  }

  @Override
  public boolean mayBlock() {
    return true;
  }
}
