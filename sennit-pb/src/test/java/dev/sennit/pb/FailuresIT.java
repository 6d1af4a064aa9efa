package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sennit.net.Reply;
import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.wire.BananaLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How methods fail, and what callers and logs learn of it.
@Timeout(60)
class FailuresIT {
  static final class Full extends RuntimeException {
    Full(String message) {
      super(message);
    }
  }

  private static final PbTypes TYPES =
      PbTypes.standard().exception("chat.Full", Full.class, Full::new, "chat.Error");

  private final Local local = new Local();

  @AfterEach
  void close() throws Exception {
    local.close();
  }

  private PbRemote root(PbObject root) {
    return local.root(TYPES, root);
  }

  private static PbException told(Reply<?> reply) {
    return (PbException) Local.failureOf(reply);
  }

  @Test
  void failure_atOnceOrLater_isTheSame() {
    PbRemote root =
        root(
            PbMethods.of()
                .on(
                    "now",
                    _ -> {
                      throw new ArithmeticException("by zero");
                    })
                .on(
                    "later",
                    _ -> CompletableFuture.failedFuture(new ArithmeticException("by zero")))
                .on(
                    "wrapped",
                    _ ->
                        CompletableFuture.failedFuture(
                            new CompletionException(new ArithmeticException("by zero")))));
    for (String method : List.of("now", "later", "wrapped")) {
      PbException told = told(root.call(method));
      assertThat(told.is("builtins.ArithmeticError")).isTrue();
      assertThat(told.is("builtins.Exception")).isTrue();
      assertThat(told.is("builtins.ValueError")).isFalse();
      assertThat(told.description()).isEqualTo("by zero");
    }
  }

  @Test
  void failure_registered_isThrownAsItself_alsoLaterAndForwarded() {
    PbRemote inner =
        root(
            PbMethods.of()
                .on(
                    "now",
                    _ -> {
                      throw new Full("no seat");
                    })
                .on("later", _ -> CompletableFuture.failedFuture(new Full("no seat"))));
    PbRemote outer =
        root(
            PbMethods.of()
                .on("waits", _ -> inner.call("now").join())
                .on("returns", _ -> inner.call("later")));
    for (Reply<?> reply :
        List.of(
            inner.call("now"), inner.call("later"), outer.call("waits"), outer.call("returns"))) {
      assertThat(Local.failureOf(reply)).isInstanceOf(Full.class).hasMessage("no seat");
    }
  }

  @Test
  void failure_whoseTextCannotBeSent_keepsItsName() {
    PbRemote root =
        root(call -> {
          throw new IllegalArgumentException(
              call.text(0).equals("long") ? "é".repeat(400_000) : "a\ud800b");
        });
    PbException cut = told(root.call("m", "long"));
    assertThat(cut.is("builtins.ValueError")).isTrue();
    assertThat(cut.description()).startsWith("éé").endsWith("é...").hasSize((655_360 - 4) / 2 + 3);
    PbException changed = told(root.call("m", "broken"));
    assertThat(changed.is("builtins.ValueError")).isTrue();
    assertThat(changed.description()).isEqualTo("a?b");
  }

  @Test
  void missingMethod_ofAnAvatarWithoutAClassName_namesWhatThereIs() {
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options(),
                PbPortal.of(_ ->
                        PbAvatar.of(
                            new PbObject() {
                              @Override
                              public Object called(PbCall call) {
                                throw PbException.noSuchMethod("remote_" + call.method());
                              }
                            }))
                    .anonymous()));
    PbRemote avatar = local.client(server).loginAnonymous(null).join();
    assertThat(told(avatar.call("x")).description())
        .matches("'FailuresIT\\$\\d+' object has no attribute 'perspective_x'");
  }

  /// Where a coroutine over there gets a `RemoteError`, a thread here gets an exception with the
  /// same three things in it.
  @Test
  void failure_thrownIntoWhoeverWaits_hasItsNameTextAndTraceback() {
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options().tracebacks(true),
                _ -> {
                  throw new IllegalArgumentException("bad");
                }));
    PbRemote root = local.client(server).root();
    assertThatThrownBy(() -> root.call("m").join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            PbException.class,
            e -> {
              assertThat(e.code()).isEqualTo("builtins.ValueError");
              assertThat(e.description()).isEqualTo("bad");
              assertThat(e.failure().traceback()).contains("IllegalArgumentException: bad");
              assertThat(e.failure())
                  .hasToString("Traceback from remote host -- builtins.ValueError: bad");
            });
  }

  @Test
  void failure_inResults_thatCannotBeSent_isAnErrorThatSaysWhy() {
    PbObject results =
        PbMethods.of()
            .on("now", _ -> new byte[1_001])
            .on("later", _ -> CompletableFuture.completedFuture(new byte[1_001]))
            .on("list", _ -> java.util.Collections.nCopies(1_000, 1L))
            .on("number", _ -> java.math.BigInteger.TWO.pow(448))
            .on("class", _ -> CompletableFuture.completedFuture(new StringBuilder()))
            .on("surrogate", _ -> "\uD800")
            .on("ok", _ -> java.util.Collections.nCopies(999, 1L));
    PbServer server =
        local.closing(
            PbServer.start(Local.options().banana(BananaLimits.defaults().sizes(1_000)), results));
    PbRemote root = local.client(server).root();
    for (var each :
        Map.of(
                "now", "string: 1001 bytes",
                "later", "string: 1001 bytes",
                "list", "list: 1001 items",
                "number", "number: 449 bits",
                "class", "java.lang.StringBuilder: cannot be sent",
                "surrogate", "text: an unpaired surrogate")
            .entrySet()) {
      assertThat(told(root.call(each.getKey())).description()).startsWith(each.getValue());
    }
    assertThat((List<?>) root.call("ok").join()).hasSize(999);
  }

  @Test
  void failure_ofAMissingMethod_namesItAsTwistedDoes() {
    PbException told = told(root(PbMethods.of()).call("nonsense"));
    assertThat(told.description()).isEqualTo("No such method: remote_nonsense");
    assertThat(told.failure().parents())
        .containsExactly(
            "twisted.spread.flavors.NoSuchMethod",
            "builtins.AttributeError",
            "builtins.Exception",
            "builtins.BaseException",
            "builtins.object");
  }

  @Test
  void failure_ofAViewsMissingMethod_isAnAttributeError() {
    PbViewable viewable =
        call -> {
          throw PbException.noSuchMethod("remote_" + call.method());
        };
    PbRemote view = (PbRemote) Local.present(root(_ -> viewable).call("view").join());
    PbException told = told(view.call("nonsense"));
    assertThat(told.code()).isEqualTo("builtins.AttributeError");
    assertThat(told.description()).endsWith("object has no attribute 'view_nonsense'");
  }

  // ---- the log

  private static final class Log extends Handler {
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      if (line.getMessage().contains(" failed: ")) {
        lines.add(line.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void failure_thatWasMeant_isNotLogged_andAnyOtherIs() {
    PbRemote root =
        root(call -> {
          throw switch (call.method()) {
            case "told" -> new PbException("chat.Odd", "told on purpose");
            case "declared" -> new Full("declared");
            default -> new IllegalStateException("by mistake");
          };
        });
    Logger logger = Logger.getLogger("dev.sennit.pb");
    Log log = new Log();
    logger.addHandler(log);
    try {
      logged(root, log);
      // a second later the next complaint is not counted but told
      await()
          .pollDelay(Duration.ofMillis(1_050))
          .untilAsserted(() -> {
            for (String method : List.of("told", "declared")) {
              assertThat(Local.failureOf(root.call(method))).isNotNull();
            }
          });
      int before = log.lines.size();
      logged(root, log);
      assertThat(log.lines.subList(before, log.lines.size()))
          .singleElement()
          .asString()
          .contains("by mistake")
          .doesNotContain("more like it");
    } finally {
      logger.removeHandler(log);
    }
  }

  private static void logged(PbRemote root, Log log) {
    int before = log.lines.size();
    await()
        .until(() -> {
          assertThat(Local.failureOf(root.call("x"))).isNotNull();
          return log.lines.size() > before;
        });
  }

  // ---- faces

  @Test
  void call_keywordsOfAnyName_areTheMethods() {
    PbRemote root = root(call -> call.keywords());
    Map<String, Object> keywords = Map.of("name", "a", "pbanswer", 0L, "method", "b");
    assertThat(root.call("m", List.of(), keywords).join()).isEqualTo(keywords);
  }
}
