package dev.sennit.daemon.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.net.wire.Octets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TableSetTest {
  private static final Octets KEY = Octets.utf8("k");

  private final ScriptedSource old = source("old");
  private final ScriptedSource next = source("new");
  private final TableSet set = new TableSet(tables(old), List.of(old));

  private static ScriptedSource source(String value) {
    ScriptedSource source = new ScriptedSource();
    source.values.put("k", value);
    return source;
  }

  private static Map<String, Table> tables(ScriptedSource source) {
    return Map.of("t", new Table("t", source, KeyPlan.EXACT, TableListener.NONE));
  }

  @Test
  void ask_unknownName_givesNothing() {
    assertThat(set.ask("x", table -> 1)).isEmpty();
  }

  @Test
  void replace_lookupInWork_keepsItsSourceOpen() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<GetReply> lookup =
        CompletableFuture.supplyAsync(() ->
            set.ask(
                    "t",
                    table -> {
                      inside.countDown();
                      awaitUninterrupted(go);
                      return table.find(KEY);
                    })
                .orElseThrow());
    inside.await();
    set.replace(tables(next), List.of(next));
    assertThat(set.ask("t", table -> table.find(KEY))).contains(Found.of("new"));
    assertThat(old.closed.getCount()).isEqualTo(1);
    go.countDown();
    assertThat(lookup.get()).isEqualTo(Found.of("old"));
    assertThat(old.closed.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(next.closed.getCount()).isEqualTo(1);
  }

  @Test
  void replace_underLoad_everyLookupSeesOneOfThem() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    List<CompletableFuture<Boolean>> clients =
        List.of(client(done), client(done), client(done), client(done));
    for (int i = 0; i < 200; i++) {
      ScriptedSource fresh = source("v" + i);
      set.replace(tables(fresh), List.of(fresh));
    }
    done.set(true);
    for (CompletableFuture<Boolean> client : clients) {
      assertThat(client.get()).isTrue();
    }
  }

  private CompletableFuture<Boolean> client(AtomicBoolean done) {
    return CompletableFuture.supplyAsync(() -> {
      boolean good = true;
      while (!done.get()) {
        good &= set.ask("t", table -> table.find(KEY) instanceof Found).orElse(false);
      }
      return good;
    });
  }

  @Test
  void close_nobodyInside_closesTheSources() throws Exception {
    set.close();
    assertThat(old.closed.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(set.ask("t", table -> table.find(KEY))).isPresent();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
