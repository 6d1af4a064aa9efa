package dev.sennit.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.interop.peer.TwistedPb;
import dev.sennit.net.Listen;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.PbCacheable;
import dev.sennit.pb.PbException;
import dev.sennit.pb.PbMethods;
import dev.sennit.pb.PbObserver;
import dev.sennit.pb.PbPages;
import dev.sennit.pb.PbServer;
import dev.sennit.pb.PbServerOptions;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A Twisted client calls our server.
@Tag("peer")
@Timeout(120)
class TwistedPbClientIT {
  /// A number that tells its caches when it is set.
  private static final class Ticker implements PbCacheable {
    final Set<PbObserver> observers = ConcurrentHashMap.newKeySet();
    volatile long value = 1;

    @Override
    public String tag() {
      return "test.Ticker";
    }

    @Override
    public Object state(PbObserver observer) {
      observers.add(observer);
      return Map.of("value", value);
    }

    @Override
    public void stopped(PbObserver observer) {
      observers.remove(observer);
    }

    void set(long newValue) {
      value = newValue;
      observers.forEach(observer -> observer.call("set", newValue).join());
    }
  }

  private static PbMethods root() {
    var ticker = new Ticker();
    var thing = PbMethods.of().on("hello", call -> "hello " + call.text(0));
    return PbMethods.of()
        .on("add", call -> call.integer(0) + call.integer(1))
        .on("echo", call -> call.get(0))
        .on("named", call -> call.keywords())
        .on("call_back", call -> call.remote(0).call("called", call.get(1)).join())
        .on("thing", _ -> thing)
        .on(
            "held",
            call ->
                call.connection().held().join().stream().map(held -> held.references()).toList())
        .on("tickers", _ -> List.of(ticker, ticker))
        .on(
            "tick",
            call -> {
              ticker.set(call.integer(0));
              return null;
            })
        .on("is_ticker", call -> ticker.equals(call.get(0)))
        .on("observers", _ -> ticker.observers.size())
        .on(
            "pages",
            call ->
                PbPages.send(
                    call.remote(0),
                    new ByteArrayInputStream("x".repeat((int) call.integer(1)).getBytes(US_ASCII)),
                    100))
        .on("long", call -> Octets.giveUp(new byte[(int) call.integer(0)]))
        .on(
            "fail",
            call -> {
              if (call.text(0).equals("declared")) {
                throw new PbException("chat.RoomFull", "no more seats");
              }
              throw new IllegalArgumentException("bad");
            });
  }

  @Test
  void call_everyCheckOfTheClient_isOk() throws InterruptedException {
    var options = PbServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    try (var server = PbServer.start(options, root())) {
      int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
      var lines = TwistedPb.call("twisted_pb_client.py", port);
      assertThat(lines.getLast()).as(String.join("\n", lines)).isEqualTo("bad checks: 0");
      assertThat(lines).hasSizeGreaterThan(10);
    }
  }
}
