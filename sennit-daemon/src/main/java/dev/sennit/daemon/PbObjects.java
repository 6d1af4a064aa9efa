package dev.sennit.daemon;

import dev.sennit.daemon.config.PbSettings;
import dev.sennit.daemon.config.PbUsers;
import dev.sennit.pb.PbAvatar;
import dev.sennit.pb.PbCall;
import dev.sennit.pb.PbConnection;
import dev.sennit.pb.PbConnection.Held;
import dev.sennit.pb.PbException;
import dev.sennit.pb.PbLogin;
import dev.sennit.pb.PbMethods;
import dev.sennit.pb.PbObject;
import dev.sennit.pb.PbPortal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What the daemon serves over Perspective Broker: objects to try clients with.
///
/// | method | of | gives |
/// |---|---|---|
/// | `echo(value)` | root, avatar | the value |
/// | `add(a, b)` | root, avatar | the sum |
/// | `ticker()` | root, avatar | a cacheable, `sennit.Ticker`, which calls `tick(number)` each second |
/// | `login(user)`, `loginAnonymous(mind)` | root | the login of Twisted's portal |
/// | `loginPassword(user, password, mind)` | root | the same by the password itself, where nobody can listen |
/// | `whoami()` | avatar | the user's name |
/// | `references()` | avatar, but of nobody | what each peer of this listener holds |
final class PbObjects {
  /// What the root shows, for people.
  static final List<String> METHODS = List.of("echo", "add", "ticker");

  private final PbMethods common;
  private final PbObject portal;
  private final Map<PbConnection, List<String>> connections = new ConcurrentHashMap<>();
  private volatile PbUsers users;

  /// @param pace of the ticker
  PbObjects(PbSettings settings, Duration pace) {
    PbTicker ticker = new PbTicker(pace);
    this.users = settings.users();
    this.common =
        PbMethods.of()
            .on("echo", call -> given(call, "value").get(0))
            .on("add", call -> add(given(call, "a", "b")))
            .on(
                "ticker",
                call -> {
                  PbCall _ = given(call);
                  return ticker;
                });
    PbPortal open =
        PbPortal.of(this::avatar)
            .checker(credentials -> users.accepts(credentials))
            .passwords((user, password) -> users.accepts(user, password));
    this.portal = (settings.anonymous() ? open.anonymous() : open).root();
  }

  /// Who may log in from now on; those who are in stay.
  void become(PbUsers next) {
    users = next;
  }

  /// The root object of one connection.
  PbObject root(PbConnection connection) {
    connections.put(connection, new ArrayList<>());
    connection.whenGone(() -> connections.remove(connection));
    return new Root();
  }

  private final class Root implements PbObject {
    @Override
    public @Nullable Object called(PbCall call) throws Exception {
      return switch (call.method()) {
        case "login", "loginPassword", "loginAnonymous" -> portal.called(call);
        default -> common.called(call);
      };
    }

    @Override
    public String toString() {
      return "root";
    }
  }

  /// The call with its arguments in their places, whether they came by place or by name.
  ///
  /// @throws PbException if there are others, or fewer
  private static PbCall given(PbCall call, String... names) {
    List<@Nullable Object> all = new ArrayList<>(call.arguments());
    for (int i = all.size(); i < names.length && call.keywords().containsKey(names[i]); i++) {
      all.add(call.get(names[i]));
    }
    int used = all.size() - call.arguments().size();
    if (all.size() != names.length || used != call.keywords().size()) {
      throw new PbException(
          "builtins.TypeError",
          "%s: %d arguments and the keywords %s (expected: %s)"
              .formatted(
                  call.method(),
                  call.arguments().size(),
                  call.keywords().keySet(),
                  names.length == 0 ? "none" : String.join(", ", names)));
    }
    return used == 0
        ? call
        : new PbCall(call.method(), all, Map.of(), call.connection(), call.perspective());
  }

  private static Object add(PbCall call) {
    if (call.get(0) instanceof Double || call.get(1) instanceof Double) {
      return real(call, 0) + real(call, 1);
    }
    if (call.get(0) instanceof Long a && call.get(1) instanceof Long b) {
      long sum = a + b;
      if (((a ^ sum) & (b ^ sum)) >= 0) {
        return sum;
      }
    }
    BigInteger sum = call.large(0).add(call.large(1));
    return sum.bitLength() < Long.SIZE ? (Object) sum.longValue() : sum;
  }

  private static double real(PbCall call, int index) {
    return call.get(index) instanceof Double real ? real : call.large(index).doubleValue();
  }

  private PbAvatar avatar(PbLogin login) {
    String name = login.name();
    // if the connection is gone, nobody will look
    List<String> here = connections.getOrDefault(login.connection(), new ArrayList<>());
    synchronized (here) {
      here.add(name);
    }
    PbMethods methods = common.on("whoami", _ -> name);
    if (login.user() != null) {
      methods = methods.on("references", _ -> references());
    }
    return new PbAvatar(
        methods,
        () -> {
          synchronized (here) {
            here.remove(name);
          }
        });
  }

  /// A line of what each peer holds; a peer that leaves meanwhile is left out.
  private List<Map<String, Object>> references() {
    List<Map<String, Object>> all = new ArrayList<>();
    connections.forEach((connection, here) -> {
      List<String> names;
      synchronized (here) {
        names = List.copyOf(here);
      }
      try {
        for (Held held : connection.held().join()) {
          Map<String, Object> line = new LinkedHashMap<>();
          line.put("peer", connection.peer().toString());
          line.put("users", names);
          line.put("number", held.number());
          line.put("object", held.object().toString());
          line.put("references", held.references());
          all.add(line);
        }
      } catch (CompletionException e) {
        connections.remove(connection);
      }
    });
    return all;
  }
}
