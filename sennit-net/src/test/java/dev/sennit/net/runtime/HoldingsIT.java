package dev.sennit.net.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Listen;
import dev.sennit.net.Timeouts;
import dev.sennit.net.Transport;
import dev.sennit.testkit.RawPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Connections that each stay within their own limits, and together would take all memory.
@Timeout(60)
class HoldingsIT {
  private static final int MOST_BYTES = 512 << 10;
  private static final int PEERS = 30;

  private final Holdings holdings = new Holdings(MOST_BYTES);

  private NettyServer start(Terms terms, Handler<Lines.Question, String> handler) {
    return NettyServer.start(
        terms,
        Transport.AUTO,
        List.of(Listen.tcp("127.0.0.1", 0)),
        () -> new Side<>(Lines.conversation(), handler, _ -> {}),
        holdings);
  }

  @Test
  void halfMessages_tooManyInAll_largestGoAndOthersAreAnswered() {
    try (NettyServer server = start(Lines.terms(Delivery.ON_LOOP), Lines.plain(text -> text));
        RawPeer usual = RawPeer.connect(server.addresses().getFirst())) {
      usual.send("a\\n").expect("a\\n");
      List<RawPeer> greedy = greedy(server, "x".repeat(60_000));
      await().until(() -> server.connections() < 1 + PEERS);
      await().untilAsserted(() -> assertThat(holdings.bytes()).isBetween(1L, (long) MOST_BYTES));
      usual.send("b\\n").expect("b\\n");
      greedy.forEach(RawPeer::close);
      await().until(() -> holdings.bytes() == 0);
    }
  }

  @Test
  void messagesInWork_tooManyInAll_largestGoAndOthersAreAnswered() throws Exception {
    CountDownLatch leave = new CountDownLatch(1);
    Terms terms =
        Lines.with(Lines.terms(Delivery.IN_ORDER), Timeouts.defaults().answer(Duration.ZERO));
    try (NettyServer server =
            start(
                terms,
                Lines.plain(text -> {
                  if (text.length() > 100) {
                    leave.await();
                  }
                  return text;
                }));
        RawPeer usual = RawPeer.connect(server.addresses().getFirst())) {
      usual.send("a\\n").expect("a\\n");
      List<RawPeer> greedy =
          greedy(server, "x".repeat(30_000) + "\\n" + "x".repeat(30_000) + "\\n");
      await().until(() -> server.connections() < 1 + PEERS);
      await().untilAsserted(() -> assertThat(holdings.bytes()).isBetween(1L, (long) MOST_BYTES));
      usual.send("b\\n").expect("b\\n");
      leave.countDown();
      await().until(() -> holdings.bytes() == 0);
      greedy.forEach(RawPeer::close);
    }
  }

  /// A call takes far more memory than the few bytes that ask for it.
  @Test
  void shortMessagesInWork_tooManyInAll_largestGoAndOthersAreAnswered() throws Exception {
    CountDownLatch leave = new CountDownLatch(1);
    Terms terms =
        Lines.with(
            Lines.with(Lines.terms(Delivery.IN_ORDER), Timeouts.defaults().answer(Duration.ZERO)),
            Limits.defaults().unfinished(100));
    try (NettyServer server =
            start(
                terms,
                Lines.plain(text -> {
                  if (text.equals("x")) {
                    leave.await();
                  }
                  return text;
                }));
        RawPeer usual = RawPeer.connect(server.addresses().getFirst())) {
      usual.send("a\\n").expect("a\\n");
      List<RawPeer> greedy = greedy(server, "x\\n".repeat(100));
      await().until(() -> server.connections() < 1 + PEERS);
      await().untilAsserted(() -> assertThat(holdings.bytes()).isBetween(1L, (long) MOST_BYTES));
      usual.send("b\\n").expect("b\\n");
      leave.countDown();
      await().until(() -> holdings.bytes() == 0);
      greedy.forEach(RawPeer::close);
    }
  }

  @Test
  void repliesNotTaken_tooManyInAll_goAtOnce() {
    String answer = "x".repeat(100_000);
    Terms terms = Lines.with(Lines.terms(Delivery.ON_LOOP), Limits.defaults().writeBytes(200_000));
    try (NettyServer server = start(terms, Lines.plain(_ -> answer));
        RawPeer usual = RawPeer.connect(server.addresses().getFirst())) {
      List<RawPeer> greedy =
          greedy(server, "m\\n".repeat(200)); // 20 MB, more than the kernel holds
      await().until(() -> server.connections() < 1 + PEERS);
      usual.send("b\\n").expect(answer + "\\n");
      greedy.forEach(RawPeer::close);
      await().until(() -> holdings.bytes() == 0);
    }
  }

  @Test
  void bytesInWork_ofOneConnection_stopTheReading() throws Exception {
    CountDownLatch leave = new CountDownLatch(1);
    Heard heard = new Heard();
    Terms terms =
        Lines.with(
            Lines.terms(Delivery.IN_ORDER, heard), Timeouts.defaults().answer(Duration.ZERO));
    try (NettyServer server =
            start(
                terms,
                Lines.plain(_ -> {
                  leave.await();
                  return "done";
                }));
        RawPeer peer = RawPeer.connect(server.addresses().getFirst())) {
      String line = "x".repeat(30_000) + "\\n";
      peer.send(line.repeat(10));
      // 65,536 bytes, and the one that passes them
      await().during(Duration.ofMillis(200)).until(() -> heard.begun.get() == 3);
      leave.countDown();
      peer.expect("done\\n".repeat(10));
      assertThat(heard.begun).hasValue(10);
    }
  }

  private static List<RawPeer> greedy(NettyServer server, String each) {
    List<RawPeer> peers = new ArrayList<>();
    for (int i = 0; i < PEERS; i++) {
      RawPeer peer = RawPeer.connect(server.addresses().getFirst());
      peers.add(peer);
      peer.within(Duration.ofSeconds(5)).send(each);
    }
    return peers;
  }
}
