package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Listen;
import dev.sennit.net.Reply;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.Target;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.PbTypes;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Our client and our server, over real sockets.
@Timeout(60)
class PbIT {
  interface Calculator {
    int add(int a, int b);

    Reply<Integer> addLater(int a, int b);

    @RemoteMethod("div")
    int divide(int a, int b) throws Zero;

    List<String> words(String text);

    void visit(Visitor visitor);

    default int twice(int a) {
      return add(a, a);
    }
  }

  interface Visitor {
    String visited(String by);

    @RemoteMethod(oneWay = true)
    void left();
  }

  static final class Zero extends Exception {
    Zero(String message) {
      super(message);
    }
  }

  static final class Adder implements Calculator {
    final List<String> visits = new ArrayList<>();

    @Override
    public int add(int a, int b) {
      return a + b;
    }

    @Override
    public Reply<Integer> addLater(int a, int b) {
      return Reply.of(CompletableFuture.supplyAsync(() -> a + b));
    }

    @Override
    public int divide(int a, int b) throws Zero {
      if (b == 0) {
        throw new Zero("cannot divide " + a);
      }
      return a / b;
    }

    @Override
    public List<String> words(String text) {
      return List.of(text.split(" "));
    }

    @Override
    public void visit(Visitor visitor) {
      visits.add(visitor.visited("the adder"));
      visitor.left();
    }

    public int hidden() {
      return 42;
    }
  }

  public static final class Clock {
    @RemoteMethod
    public String now(String zone, PbCall call) {
      return zone + " " + call.method();
    }

    public String secret() {
      return "secret";
    }
  }

  private static final PbTypes TYPES =
      PbTypes.standard().exception("calc.Zero", Zero.class, Zero::new, "builtins.ArithmeticError");

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private PbServerOptions options() {
    return PbServerOptions.defaults().types(TYPES).listen(Listen.tcp("127.0.0.1", 0));
  }

  private PbClient client(PbServer server) {
    open.add(server);
    int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
    PbClient client =
        PbClient.connect(PbClientOptions.of(Target.tcp("127.0.0.1", port)).types(TYPES));
    open.add(client);
    return client;
  }

  private PbRemote root(PbObject root) {
    return client(PbServer.start(options(), root)).root();
  }

  private static Throwable failureOf(Reply<?> reply) {
    return reply
        .handle((value, thrown) -> {
          if (thrown == null) {
            throw new AssertionError(value);
          }
          return thrown instanceof java.util.concurrent.CompletionException
              ? thrown.getCause()
              : thrown;
        })
        .join();
  }

  // ---- faces

  @Test
  void as_anInterface_callsTheServedObject() throws Zero {
    Adder adder = new Adder();
    Calculator calculator = root(PbObject.serving(Calculator.class, adder)).as(Calculator.class);
    assertThat(calculator.add(1, 2)).isEqualTo(3);
    assertThat(calculator.addLater(1, 2).join()).isEqualTo(3);
    assertThat(calculator.divide(6, 3)).isEqualTo(2);
    assertThat(calculator.words("a b")).isEqualTo(List.of("a", "b"));
    assertThat(calculator.twice(4)).isEqualTo(8);
    assertThatThrownBy(() -> calculator.divide(1, 0))
        .isInstanceOf(Zero.class)
        .hasMessage("cannot divide 1");
    assertThat(calculator).isNotEqualTo(adder);
  }

  @Test
  void as_anInterfaceAsAnArgument_isCalledBack() throws InterruptedException {
    Adder adder = new Adder();
    Calculator calculator = root(PbObject.serving(Calculator.class, adder)).as(Calculator.class);
    CountDownLatch left = new CountDownLatch(1);
    PbObject visitor =
        PbObject.serving(
            Visitor.class,
            new Visitor() {
              @Override
              public String visited(String by) {
                return "visited by " + by;
              }

              @Override
              public void left() {
                left.countDown();
              }
            });
    Local.present(Faces.behind(calculator)).call("visit", visitor).join();
    assertThat(adder.visits).containsExactly("visited by the adder");
    assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void as_anInterface_twice_isEqual() {
    PbRemote remote = root(PbObject.serving(Calculator.class, new Adder()));
    Calculator one = remote.as(Calculator.class);
    assertThat(one).isEqualTo(remote.as(Calculator.class)).hasSameHashCodeAs(remote);
    assertThat(one).isNotEqualTo(root(PbMethods.of()).as(Calculator.class));
  }

  @Test
  void serving_whatWasNotDeclared_isNotThere() {
    PbRemote remote = root(PbObject.serving(Calculator.class, new Adder()));
    for (String method : List.of("hidden", "hashCode", "getClass", "twice", "divide", "nonsense")) {
      assertThat(failureOf(remote.call(method)))
          .isInstanceOfSatisfying(
              PbException.class,
              e -> assertThat(e.failure().type()).isEqualTo("twisted.spread.flavors.NoSuchMethod"));
    }
    for (Reply<?> wrong :
        List.of(
            remote.call("add", 1),
            remote.call("add", 1, 2, 3),
            remote.call("add", "1", 2),
            remote.call("add", 1L << 40, 2),
            remote.call("add", List.of(1), Map.of("c", 2)))) {
      assertThat(failureOf(wrong))
          .isInstanceOfSatisfying(
              PbException.class, e -> assertThat(e.is("builtins.TypeError")).isTrue());
    }
    assertThat(remote.call("add", List.of(1), Map.of("b", 2)).join()).isEqualTo(3L);
  }

  @Test
  void serving_annotatedMethods_andNothingElse() {
    PbRemote remote = root(PbObject.serving(new Clock()));
    assertThat(remote.call("now", "UTC").join()).isEqualTo("UTC now");
    assertThat(failureOf(remote.call("secret"))).isInstanceOf(PbException.class);
    assertThatThrownBy(() -> PbObject.serving("nothing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("java.lang.String: no public method has @RemoteMethod (expected: one)");
  }

  // ---- calls

  @Test
  void call_backAndForth_neverLocksUp() {
    PbMethods server = PbMethods.of().on("down", PbIT::down);
    PbRemote root = root(server);
    PbObject[] ours = new PbObject[1];
    ours[0] = PbMethods.of().on("down", PbIT::down);
    assertThat(root.call("down", 20, ours[0]).join()).isEqualTo("done");
  }

  /// Calls whoever called with one less and itself.
  private static @Nullable Object down(PbCall call) {
    long left = call.integer(0);
    PbObject self = PbMethods.of().on("down", PbIT::down);
    return left == 0 ? "done" : call.remote(1).call("down", left - 1, self).join();
  }

  @Test
  void call_manyAtOnce_allGetTheirOwnAnswers() {
    PbRemote root = root(PbMethods.of().on("echo", call -> call.get(0)));
    List<Reply<@Nullable Object>> replies = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      replies.add(root.call("echo", i));
    }
    for (int i = 0; i < replies.size(); i++) {
      assertThat(replies.get(i).join()).isEqualTo((long) i);
    }
  }

  @Test
  void call_answeredLater_overtakesNobody() {
    CompletableFuture<Object> first = new CompletableFuture<>();
    PbRemote root =
        root(PbMethods.of().on("wait", _ -> first).on("go", _ -> first.complete("first")));
    Reply<@Nullable Object> waiting = root.call("wait");
    assertThat(root.call("go").join()).isEqualTo(true);
    assertThat(waiting.join()).isEqualTo("first");
  }

  @Test
  void call_withinADeadline_failsAndTheConnectionGoesOn() {
    CompletableFuture<Object> never = new CompletableFuture<>();
    PbRemote root = root(PbMethods.of().on("never", _ -> never).on("echo", call -> call.get(0)));
    assertThat(failureOf(root.within(Duration.ofMillis(50)).call("never")))
        .isInstanceOf(RequestTimeoutException.class)
        .hasMessage("answer of never: nothing within 50 ms");
    never.complete("too late");
    assertThat(root.call("echo", "still here").join()).isEqualTo("still here");
  }

  @Test
  void call_cancelled_isForgotten() {
    CompletableFuture<Object> never = new CompletableFuture<>();
    PbObject thing = PbMethods.of();
    PbRemote root =
        root(
            PbMethods.of()
                .on("never", _ -> never)
                .on("held", call -> call.connection().held().join().size()));
    assertThat(root.call("never").cancel(false)).isTrue();
    never.complete(thing); // comes too late, and is given back
    await().until(() -> Long.valueOf(0).equals(root.call("held").join()));
  }

  @Test
  void send_wantingNoAnswer_arrivesInOrder() throws InterruptedException {
    BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    PbRemote root = root(call -> seen.add(call.get(0)));
    for (int i = 0; i < 100; i++) {
      root.send("note", i);
    }
    for (long i = 0; i < 100; i++) {
      assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo(i);
    }
  }

  @Test
  void call_whatCannotBeSent_failsHere() {
    PbRemote root = root(PbMethods.of().on("echo", call -> call.get(0)));
    assertThat(failureOf(root.call("echo", new Random())))
        .hasMessageStartingWith("java.util.Random: cannot be sent");
    assertThat(failureOf(root.call("echo", new Object[] {new byte[655_361]})))
        .hasMessage("string: 655361 bytes (expected: 655360 or fewer)");
    assertThat(root.call("echo", new Object[] {new byte[655_360]}).join())
        .isEqualTo(Octets.giveUp(new byte[655_360]));
  }

  @Test
  void call_answerThatCannotBeSent_failsThereAndTheConnectionGoesOn() {
    PbRemote root =
        root(
            PbMethods.of()
                .on("long", _ -> new byte[655_361])
                .on("odd", _ -> new Random())
                .on("ok", _ -> "ok"));
    assertThat(failureOf(root.call("long"))).isInstanceOf(PbException.class);
    assertThat(failureOf(root.call("odd"))).hasMessageContaining("java.util.Random");
    assertThat(root.call("ok").join()).isEqualTo("ok");
  }

  @Test
  void call_failureForwarded_keepsItsNames() {
    PbRemote inner =
        root(call -> {
          throw new PbException("a.Odd", "oddly", "a.Base");
        });
    PbRemote outer = root(_ -> inner.call("anything"));
    assertThat(failureOf(outer.call("x")))
        .isInstanceOfSatisfying(
            PbException.class,
            e -> {
              assertThat(e.failure().type()).isEqualTo("a.Odd");
              assertThat(e.description()).isEqualTo("oddly");
              assertThat(e.is("a.Base")).isTrue();
            });
  }

  @Test
  void call_tracebacks_areToldOnlyIfWanted() {
    PbObject failing =
        _ -> {
          throw new IllegalStateException("x");
        };
    PbRemote silent = root(failing);
    assertThat(((PbException) failureOf(silent.call("m"))).failure().traceback())
        .isEqualTo("Traceback unavailable\n");
    PbRemote talking = client(PbServer.start(options().tracebacks(true), failing)).root();
    assertThat(((PbException) failureOf(talking.call("m"))).failure().traceback()).contains("PbIT");
  }

  @Test
  void call_toAnotherConnectionsObject_isRefusedHere() {
    PbRemote one = root(PbMethods.of().on("thing", _ -> PbMethods.of()));
    PbRemote other = root(call -> call.get(0));
    PbRemote thing = (PbRemote) one.call("thing").join();
    assertThat(failureOf(other.call("echo", thing)))
        .hasMessage(thing + ": of another connection (expected: one of this connection)");
  }

  // ---- references

  @Test
  void remote_collected_isGivenBack() {
    PbRemote root =
        root(
            PbMethods.of()
                .on("thing", _ -> PbMethods.of())
                .on("held", call -> call.connection().held().join().size()));
    for (int i = 0; i < 50; i++) {
      root.call("thing").join();
    }
    await()
        .atMost(Duration.ofSeconds(50))
        .until(() -> {
          System.gc();
          return Long.valueOf(0).equals(root.call("held").join());
        });
  }

  @Test
  void remote_twice_isEqualAndBothAreCounted() {
    PbObject thing = PbMethods.of();
    PbRemote root =
        root(
            PbMethods.of()
                .on("thing", _ -> thing)
                .on("is", call -> thing.equals(call.get(0)))
                .on(
                    "held",
                    call ->
                        call.connection().held().join().stream()
                            .map(held -> held.references())
                            .toList()));
    PbRemote one = (PbRemote) Local.present(root.call("thing").join());
    PbRemote two = (PbRemote) Local.present(root.call("thing").join());
    assertThat(one).isEqualTo(two).hasSameHashCodeAs(two).isNotEqualTo(root);
    assertThat(root.call("is", two).join()).isEqualTo(true);
    assertThat(root.call("held").join()).isEqualTo(List.of(2L));
    one.close();
    one.close();
    assertThat(root.call("held").join()).isEqualTo(List.of(1L));
    two.close();
    assertThat(root.call("held").join()).isEqualTo(List.of());
  }

  @Test
  void echo_ofOurObject_isTheVeryObject() {
    PbObject ours = PbMethods.of();
    PbRemote root = root(call -> call.get(0));
    for (int i = 0; i < 20; i++) {
      assertThat(root.call("echo", ours).join()).isSameAs(ours);
    }
  }

  // ---- caches

  /// A number that tells its caches when it is set.
  private static final class Ticker implements PbCacheable {
    final Set<PbObserver> observers = ConcurrentHashMap.newKeySet();
    final BlockingQueue<String> stopped = new LinkedBlockingQueue<>();
    volatile int value = 1;

    @Override
    public String tag() {
      return "t.Ticker";
    }

    @Override
    public Object state(PbObserver observer) {
      observers.add(observer);
      return Map.of("value", value);
    }

    @Override
    public void stopped(PbObserver observer) {
      observers.remove(observer);
      stopped.add("stopped");
    }

    void set(int newValue) {
      value = newValue;
      observers.forEach(observer -> observer.call("set", newValue).join());
    }
  }

  /// The other end's copy.
  private static final class TickerCache implements PbObject {
    volatile @Nullable Object value = "nothing";

    void fill(@Nullable Object state) {
      value = ((Map<?, ?>) Local.present(state)).get("value");
    }

    @Override
    public @Nullable Object called(PbCall call) {
      value = call.get(0);
      return null;
    }
  }

  @Test
  void cacheable_sent_isKeptUpToDateUntilItsHandlesAreGone() throws InterruptedException {
    Ticker ticker = new Ticker();
    PbServer server =
        PbServer.start(
            options(),
            PbMethods.of()
                .on("ticker", _ -> ticker)
                .on("twice", _ -> List.of(ticker, ticker))
                .on("is", call -> ticker.equals(call.get(0))));
    open.add(server);
    int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
    PbClient client =
        PbClient.connect(
            PbClientOptions.of(Target.tcp("127.0.0.1", port))
                .types(TYPES.cache("t.Ticker", TickerCache::new, TickerCache::fill)));
    open.add(client);
    PbRemote root = client.root();
    List<?> two = (List<?>) Local.present(root.call("twice").join());
    PbCached one = (PbCached) Local.present(two.get(0));
    PbCached other = (PbCached) Local.present(two.get(1));
    PbCached third = (PbCached) Local.present(root.call("ticker").join());
    assertThat(one).isEqualTo(other).isEqualTo(third);
    TickerCache cache = (TickerCache) one.cache();
    assertThat(third.cache()).isSameAs(cache);
    assertThat(cache.value).isEqualTo(1L);
    assertThat(ticker.observers).hasSize(1);
    ticker.set(5);
    assertThat(cache.value).isEqualTo(5L);
    assertThat(root.call("is", third).join()).isEqualTo(true);
    one.close();
    other.close();
    assertThat(root.call("is", third).join()).isEqualTo(true);
    assertThat(ticker.observers).hasSize(1);
    third.close();
    assertThat(next(ticker.stopped)).isEqualTo("stopped");
    assertThat(ticker.observers).isEmpty();
    PbCached fresh = (PbCached) Local.present(root.call("ticker").join());
    assertThat(fresh.cache()).isNotSameAs(cache);
    assertThat(((TickerCache) fresh.cache()).value).isEqualTo(5L);
    client.close();
    assertThat(next(ticker.stopped)).isEqualTo("stopped");
    assertThat(ticker.stopped).isEmpty();
  }

  @Test
  void cacheable_whoseStateFails_failsThatCallOnly() {
    PbCacheable broken =
        new PbCacheable() {
          @Override
          public String tag() {
            return "t.Ticker";
          }

          @Override
          public Object state(PbObserver observer) {
            throw new IllegalStateException("no state");
          }
        };
    PbRemote root = root(PbMethods.of().on("broken", _ -> broken).on("ok", _ -> "ok"));
    assertThat(failureOf(root.call("broken"))).hasMessageContaining("no state");
    assertThat(failureOf(root.call("ok", broken))).hasMessageContaining("no state");
    assertThat(root.call("ok").join()).isEqualTo("ok");
  }

  // ---- pages

  @Test
  void pages_sentAndFetched_areTheWhole() {
    byte[] data = new byte[500];
    Arrays.fill(data, (byte) 'x');
    PbRemote root =
        root(
            PbMethods.of()
                .on(
                    "pages",
                    call ->
                        PbPages.send(
                            call.remote(0), new ByteArrayInputStream(data), (int) call.integer(1)))
                .on(
                    "broken",
                    _ -> {
                      throw new IllegalStateException("no pages");
                    }));
    assertThat(PbPages.fetch(root, "pages", 120).join())
        .hasSize(5)
        .last()
        .isEqualTo(Octets.copyOf(data, 0, 20));
    assertThat(PbPages.fetch(root, "pages", 10).join()).hasSize(50);
    assertThat(failureOf(PbPages.fetch(root, "broken"))).hasMessageContaining("no pages");
  }

  // ---- login

  private static PbPortal portal(BlockingQueue<String> events) {
    return PbPortal.of(login -> {
      events.add("in " + login.name());
      if (login.mind() instanceof PbRemote mind) {
        events.add("mind " + mind.call("hello", login.name()).join());
      }
      PbObject avatar =
          PbMethods.of()
              .on("who", call -> login.name() + " " + (call.perspective() != null))
              .on("view", _ -> (PbViewable) call -> call.perspective() != null);
      return new PbAvatar(avatar, () -> events.add("out " + login.name()));
    });
  }

  private static String next(BlockingQueue<String> events) throws InterruptedException {
    return Local.present(events.poll(30, TimeUnit.SECONDS));
  }

  @Test
  void login_rightPassword_givesTheAvatarAndLogsOutOnce() throws InterruptedException {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    PbClient client =
        client(PbServer.start(options(), portal(events).users(Map.of("guest", "secret"))));
    PbRemote avatar =
        client
            .login("guest", "secret", PbMethods.of().on("hello", call -> "hi " + call.get(0)))
            .join();
    assertThat(next(events)).isEqualTo("in guest");
    assertThat(next(events)).isEqualTo("mind hi guest");
    assertThat(avatar.call("who").join()).isEqualTo("guest true");
    PbRemote view = (PbRemote) Local.present(avatar.call("view").join());
    assertThat(view.call("anything").join()).isEqualTo(true);
    assertThat(failureOf(avatar.call("nonsense")))
        .isInstanceOfSatisfying(
            PbException.class,
            e -> {
              assertThat(e.failure().type()).isEqualTo("builtins.AttributeError");
              assertThat(e.description())
                  .isEqualTo("'PbMethods' object has no attribute 'perspective_nonsense'");
            });
    avatar.close();
    assertThat(next(events)).isEqualTo("out guest");
    PbRemote again = client.login("guest", "secret", null).join();
    assertThat(next(events)).isEqualTo("in guest");
    client.close();
    assertThat(next(events)).isEqualTo("out guest");
    assertThat(failureOf(again.call("who"))).isInstanceOf(ConnectionLostException.class);
    assertThat(events).isEmpty();
  }

  @Test
  void login_wrongInAnyWay_isRefused() throws InterruptedException {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    PbClient client =
        client(PbServer.start(options(), portal(events).users(Map.of("guest", "secret"))));
    for (Reply<?> refused :
        List.of(
            client.login("guest", "wrong", null),
            client.login("nobody", "", null),
            client.login("", "secret", null))) {
      assertThat(failureOf(refused))
          .isInstanceOfSatisfying(
              PbException.class,
              e -> assertThat(e.is("twisted.cred.error.UnauthorizedLogin")).isTrue());
    }
    assertThat(failureOf(client.loginAnonymous(null)))
        .isInstanceOfSatisfying(
            PbException.class,
            e -> assertThat(e.is("twisted.cred.error.UnhandledCredentials")).isTrue());
    assertThat(events).isEmpty();
    assertThat(client.login("guest", "secret", null).join().call("who").join())
        .isEqualTo("guest true");
  }

  @Test
  void resolve_aUrl_findsTheAvatarOrThePublishedObject() throws InterruptedException {
    BlockingQueue<String> events = new LinkedBlockingQueue<>();
    PbClient client =
        client(PbServer.start(options(), portal(events).users(Map.of("guest", "secret"))));
    PbRemote avatar = client.resolve(PbUrl.parse("pb://guest@127.0.0.1"), "secret", null).join();
    assertThat(avatar.call("who").join()).isEqualTo("guest true");
    assertThat(client.resolve(PbUrl.parse("pb://127.0.0.1"), "", null).join())
        .isEqualTo(client.root());
  }

  @Test
  void resolve_aUserAndAName_logsInToTheObjectOfThatName() {
    PbPortal other =
        PbPortal.of(_ -> PbAvatar.of(PbMethods.of().on("who", _ -> "another")))
            .users(Map.of("guest", "secret"));
    PbClient client =
        client(
            PbServer.startEach(
                options(),
                connection -> {
                  Reply<Void> _ = connection.publish("other", other.root());
                  return portal(new LinkedBlockingQueue<>()).users(Map.of("guest", "no")).root();
                }));
    PbRemote avatar =
        client.resolve(PbUrl.parse("pb://guest@127.0.0.1/other"), "secret", null).join();
    assertThat(avatar.call("who").join()).isEqualTo("another");
    assertThat(failureOf(client.resolve(PbUrl.parse("pb://guest@127.0.0.1/no"), "secret", null)))
        .hasMessageContaining("Invalid Object ID");
  }

  @Test
  void loginAnonymous_ifAllowed_givesAnAvatar() {
    PbClient client =
        client(PbServer.start(options(), portal(new LinkedBlockingQueue<>()).anonymous()));
    assertThat(client.loginAnonymous(null).join().call("who").join()).isEqualTo("anonymous true");
  }

  // ---- ends

  @Test
  void whenGone_tasks_runOnceEach() throws InterruptedException {
    PbServer server = PbServer.start(options(), PbMethods.of());
    PbClient client = client(server);
    AtomicInteger ran = new AtomicInteger();
    CountDownLatch last = new CountDownLatch(1);
    client
        .connection()
        .whenGone(() -> {
          ran.incrementAndGet();
          throw new IllegalStateException("does not stop the others");
        });
    client.connection().whenGone(ran::incrementAndGet).run(); // taken back
    client.root().whenGone(last::countDown);
    server.close();
    assertThat(last.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).hasValue(1);
    CountDownLatch late = new CountDownLatch(1);
    client.root().whenGone(late::countDown);
    assertThat(late.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(failureOf(client.root().call("x"))).isInstanceOf(ConnectionLostException.class);
  }

  @Test
  void connect_nobodyThere_saysSo() {
    assertThatThrownBy(() -> PbClient.connect(PbClientOptions.of(Target.tcp("127.0.0.1", 1))))
        .isInstanceOf(ConnectionLostException.class)
        .hasMessageContaining("connection refused");
  }

  @Test
  void connect_unixSocket_isAllTheSame(@TempDir Path directory) {
    Path socket = directory.resolve("pb.sock");
    PbServer server = PbServer.start(options().listen(Listen.unix(socket)), call -> call.get(0));
    open.add(server);
    PbClient client = PbClient.connect(PbClientOptions.of(Target.unix(socket)));
    open.add(client);
    assertThat(client.root().call("echo", "x").join()).isEqualTo("x");
  }
}
