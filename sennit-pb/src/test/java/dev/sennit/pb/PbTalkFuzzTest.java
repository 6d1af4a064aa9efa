package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sennit.net.CloseReason;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.FuzzedJelly;
import dev.sennit.pb.wire.BananaCursor;
import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.BananaWriter;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.PbMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A client that logs in, rightly or wrongly, calls what it was given and what it was not, answers
/// what it is asked, and gives back what it has and what it has not. Whatever it does, the server
/// makes no error, and every avatar is logged out once.
class PbTalkFuzzTest {
  private static final Item NONE = banana().list(1).string("None").finish();
  private static final Item NO_KEYWORDS = banana().list(1).string("dictionary").finish();
  private static final String[] METHODS = {
    "echo", "object", "view", "cache", "mind", "fail", "odd", "nonsense", "respond", "attach"
  };

  /// One run's server and what the client knows of it.
  private static final class Talk implements AutoCloseable {
    private final AtomicInteger in = new AtomicInteger();
    private final Semaphore out = new Semaphore(0);
    private final InMemory connection;
    private final List<Long> objects = new ArrayList<>(List.of(1L));
    private final List<Item> asked = new ArrayList<>();
    private Octets challenge = Octets.EMPTY;
    private int requests;

    Talk() {
      PbPortal portal =
          PbPortal.of(this::avatar)
              .users(Map.of("guest", "guest"))
              .anonymous()
              .passwords((user, _) -> user.equals(Octets.utf8("guest")))
              .legacy((login, service, _) -> service.equals("none") ? null : avatar(login))
              .attempts(1_000_000);
      connection = new InMemory(PbServerFuzzTest.SETTINGS, portal.root());
      connection.say(new PbMessage.Choice("pb")); // the offer was heard by nobody yet
    }

    private PbAvatar avatar(PbLogin login) {
      in.incrementAndGet();
      PbCacheable cacheable =
          new PbCacheable() {
            @Override
            public String tag() {
              return "a.C";
            }

            @Override
            public Object state(PbObserver observer) {
              return Map.of("of", login.name());
            }
          };
      PbObject object =
          PbMethods.of()
              .on("echo", call -> call.get(0))
              .on("object", _ -> PbMethods.of())
              .on("view", _ -> (PbViewable) PbCall::arguments)
              .on("cache", _ -> cacheable)
              .on("odd", _ -> new Object())
              .on(
                  "fail",
                  _ -> {
                    throw new PbException("a.Failure", "as asked");
                  })
              .on(
                  "mind",
                  call ->
                      login.mind() instanceof PbRemote mind
                          ? mind.call("called", call.get(0))
                          : null);
      return new PbAvatar(object, out::release);
    }

    void run(FuzzedDataProvider data) {
      for (int i = 0; i < 60 && data.remainingBytes() > 0 && !connection.isOver(); i++) {
        try {
          connection.say(message(data));
        } catch (ProtocolException _) {
          // our own wire cannot carry that
        }
        connection.heard().forEach(this::hear);
      }
      assertThat(connection.end()).isNotEqualTo(CloseReason.FAILED);
      assertThat(isEverybodyOut()).isTrue();
      assertThat(out.availablePermits()).isZero();
    }

    private boolean isEverybodyOut() {
      try {
        return out.tryAcquire(in.get(), 30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private void hear(PbMessage message) {
      switch (message) {
        case PbMessage.Answer(_, Item value) -> found(value);
        case PbMessage.Call call -> {
          asked.add(call.request());
          found(call.arguments());
        }
        default -> {}
      }
    }

    /// Looks for references and for a challenge.
    private void found(Item value) {
      BananaCursor cursor = value.cursor();
      while (cursor.more()) {
        switch (cursor.next()) {
          case NUMBER -> objects.add(cursor.isLong() ? cursor.number() : 0);
          case STRING -> challenge = cursor.octets().length() == 16 ? cursor.octets() : challenge;
          case REAL, LIST -> {}
        }
      }
    }

    private Item object(FuzzedDataProvider data) {
      int last = objects.size() - 1;
      return Item.of(objects.get(Math.max(0, last - data.consumeInt(0, 5))));
    }

    private PbMessage message(FuzzedDataProvider data) {
      return switch (data.consumeInt(0, 15)) {
        case 0 -> root("login", user(data));
        case 1, 2 -> respond(data);
        case 3 -> root("loginAnonymous", mind(data));
        case 4 -> root("loginPassword", user(data), user(data), mind(data));
        case 5 -> root("username", user(data));
        case 6 -> call(object(data), "attach", text(data), NONE, mind(data));
        case 7, 8, 9 ->
            new PbMessage.Call(
                Item.of(++requests),
                object(data),
                Octets.utf8(data.pickValue(METHODS)),
                data.consumeInt(0, 3) > 0,
                FuzzedJelly.arguments(data),
                FuzzedJelly.keywords(data),
                false);
        case 10 -> new PbMessage.Decref(object(data));
        case 11 ->
            asked.isEmpty()
                ? root("nonsense")
                : new PbMessage.Answer(asked.removeLast(), FuzzedJelly.value(data));
        case 12 ->
            asked.isEmpty()
                ? root("login", FuzzedJelly.value(data))
                : new PbMessage.Failed(asked.removeFirst(), FuzzedJelly.value(data));
        case 13 -> new PbMessage.Decache(Item.of(data.consumeInt(0, 3)));
        case 14 -> new PbMessage.Version(Item.of(6));
        default -> root(data.pickValue(METHODS), FuzzedJelly.value(data));
      };
    }

    private PbMessage respond(FuzzedDataProvider data) {
      byte[] right =
          Challenge.response(Challenge.md5(Octets.utf8("guest").toBytes()), challenge.toBytes());
      Item response =
          switch (data.consumeInt(0, 5)) {
            case 0 -> FuzzedJelly.value(data);
            case 1 -> banana().string(data.consumeBytes(16)).finish();
            default -> banana().string(right).finish();
          };
      return data.consumeInt(0, 7) == 0
          ? call(object(data), "respond", response)
          : call(object(data), "respond", response, mind(data));
    }

    private PbMessage root(String method, Item... arguments) {
      return call(Item.of("root"), method, arguments);
    }

    private PbMessage call(Item target, String method, Item... arguments) {
      BananaWriter tuple = banana().list(arguments.length + 1).string("tuple");
      for (Item argument : arguments) {
        tuple.item(argument);
      }
      return new PbMessage.Call(
          Item.of(++requests),
          target,
          Octets.utf8(method),
          true,
          tuple.finish(),
          NO_KEYWORDS,
          false);
    }

    private static Item user(FuzzedDataProvider data) {
      return switch (data.consumeInt(0, 4)) {
        case 0 -> banana().string("nobody").finish();
        case 1 -> text(data);
        default -> banana().string("guest").finish();
      };
    }

    private static Item text(FuzzedDataProvider data) {
      return banana()
          .list(2)
          .string("unicode")
          .string(data.pickValue(new String[] {"guest", "chat", "none"}))
          .finish();
    }

    private static Item mind(FuzzedDataProvider data) {
      return switch (data.consumeInt(0, 2)) {
        case 0 -> NONE;
        case 1 -> banana().list(2).string("remote").number(data.consumeInt(1, 3)).finish();
        default -> FuzzedJelly.value(data);
      };
    }

    @Override
    public void close() {
      connection.close();
    }
  }

  private static BananaWriter banana() {
    return new BananaWriter(Dialect.PB, BananaLimits.defaults());
  }

  @FuzzTest
  void talk(FuzzedDataProvider data) {
    try (Talk talk = new Talk()) {
      talk.run(data);
    }
  }
}
