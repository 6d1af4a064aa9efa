package dev.sennit.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.daemon.source.ChainSource.Mode;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Broken;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChainSourceTest {
  private static final Octets KEY = Octets.utf8("k");
  private static final GetReply A = Found.of("a");
  private static final GetReply B = Found.of("b");
  private static final GetReply NONE = NotFound.INSTANCE;
  private static final GetReply LATER = new TryLater("later");

  @Test
  void find_first_takesTheFirstValue() throws Exception {
    assertThat(chain(Mode.FIRST, says(NONE), says(A), says(B)).find(KEY)).isEqualTo(A);
    assertThat(chain(Mode.FIRST, says(NONE), says(NONE)).find(KEY)).isEqualTo(NONE);
  }

  @Test
  void find_firstWithError_asksNoFurther() throws Exception {
    ScriptedSource last = says(A);
    assertThatThrownBy(() -> chain(Mode.FIRST, says(NONE), fails(), last).find(KEY))
        .isInstanceOf(IOException.class);
    assertThat(chain(Mode.FIRST, says(LATER), last).find(KEY)).isEqualTo(LATER);
    assertThat(last.asked).hasValue(0);
  }

  @Test
  void find_failover_goesOnOnlyAfterAnError() throws Exception {
    ScriptedSource last = says(B);
    assertThat(chain(Mode.FAILOVER, says(NONE), last).find(KEY)).isEqualTo(NONE);
    assertThat(last.asked).hasValue(0);
    assertThat(chain(Mode.FAILOVER, fails(), says(LATER), last).find(KEY)).isEqualTo(B);
    assertThatThrownBy(() -> chain(Mode.FAILOVER, says(LATER), fails()).find(KEY))
        .isInstanceOf(IOException.class);
    assertThat(chain(Mode.FAILOVER, fails(), says(LATER)).find(KEY)).isEqualTo(LATER);
  }

  @Test
  void find_union_joinsAllValues() throws Exception {
    assertThat(chain(Mode.UNION, says(A), says(NONE), says(B)).find(KEY))
        .isEqualTo(Found.of("a,b"));
    assertThat(chain(Mode.UNION, says(NONE)).find(KEY)).isEqualTo(NONE);
    assertThat(chain(Mode.UNION, says(A), says(new Broken("x"))).find(KEY))
        .isEqualTo(new Broken("x"));
    assertThatThrownBy(() -> chain(Mode.UNION, says(A), fails()).find(KEY))
        .isInstanceOf(IOException.class);
  }

  @Test
  void store_first_isSeenByTheNextFind() throws Exception {
    Source chain = chain(Mode.FIRST, says(NONE), says(B));
    assertThat(chain.store(KEY, Octets.utf8("new"))).isEqualTo(Stored.INSTANCE);
    assertThat(chain.find(KEY)).isEqualTo(Found.of("new"));
    assertThat(chain(Mode.UNION, says(A)).store(KEY, KEY)).isInstanceOf(Refused.class);
  }

  @Test
  void mayBlock_onlyMemory_isFalse() {
    Source memory = new StaticSource(Map.of(KEY, KEY), true);
    assertThat(chain(Mode.FIRST, memory).mayBlock()).isFalse();
    assertThat(chain(Mode.FIRST, memory, says(A)).mayBlock()).isTrue();
  }

  @Test
  void create_noSources_isRefused() {
    assertThatThrownBy(() -> chain(Mode.FIRST)).hasMessage("tables: none (expected: one or more)");
  }

  private static Source chain(Mode mode, Source... sources) {
    return new ChainSource(Stream.of(sources).toList(), mode);
  }

  private static ScriptedSource says(GetReply reply) {
    return new ScriptedSource(() -> reply);
  }

  private static ScriptedSource fails() {
    return new ScriptedSource(() -> {
      throw new IOException("down");
    });
  }
}
