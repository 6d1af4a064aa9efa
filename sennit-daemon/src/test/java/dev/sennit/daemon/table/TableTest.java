package dev.sennit.daemon.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.Stored;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final KeyPlan LOWER_THEN_DOMAIN =
      new KeyPlan(
          key -> Octets.utf8(key.utf8().toLowerCase(Locale.ROOT)),
          key -> List.of(key, Octets.utf8(key.utf8().replaceFirst("^[^@]*", ""))));

  private final ScriptedSource source = new ScriptedSource();
  private final Table table =
      new Table(
          "t", source, LOWER_THEN_DOMAIN, ValuePlan.EXACT, TableListener.NONE, (delay, task) -> {});

  @Test
  void find_keyThatIsThere_givesItsValue() {
    source.values.put("a@b", "v");
    assertThat(table.find(Octets.utf8("A@B"))).isEqualTo(Found.of("v"));
    assertThat(source.asked).containsExactly("a@b");
  }

  @Test
  void find_partialKey_isTriedAfterTheWholeOne() {
    source.values.put("@b", "catch-all");
    assertThat(table.find(Octets.utf8("x@b"))).isEqualTo(Found.of("catch-all"));
    assertThat(source.asked).containsExactly("x@b", "@b");
  }

  @Test
  void find_nothing_isNotFound() {
    assertThat(table.find(Octets.utf8("x@b"))).isEqualTo(NotFound.INSTANCE);
    assertThat(table.lastFailure()).isEmpty();
  }

  private Table dressed(String prefix, String suffix, Optional<String> fallback) {
    ValuePlan values =
        new ValuePlan(Octets.utf8(prefix), Octets.utf8(suffix), fallback.map(Octets::utf8));
    return new Table(
        "t", source, LOWER_THEN_DOMAIN, values, TableListener.NONE, (delay, task) -> {});
  }

  @Test
  void find_prefixAndSuffix_standAroundTheValue() {
    source.values.put("x@b", "mx");
    source.values.put("empty", "");
    Table table = dressed("smtp:[", "]", Optional.empty());
    assertThat(table.find(Octets.utf8("x@b"))).isEqualTo(Found.of("smtp:[mx]"));
    assertThat(table.find(Octets.utf8("empty"))).isEqualTo(NotFound.INSTANCE);
    assertThat(table.find(Octets.utf8("other"))).isEqualTo(NotFound.INSTANCE);
  }

  @Test
  void find_default_isTheValueOfWhatIsNotFoundInAnyPart() {
    source.values.put("@b", "part");
    Table table = dressed("<", ">", Optional.of("else"));
    assertThat(table.find(Octets.utf8("x@b"))).isEqualTo(Found.of("<part>"));
    assertThat(table.find(Octets.utf8("x@c"))).isEqualTo(Found.of("else"));
    assertThat(table.find(Octets.EMPTY)).isEqualTo(NotFound.INSTANCE);
  }

  @Test
  void find_defaultOfAFailingSource_isNotGiven() {
    source.failure = Optional.of(new IOException("down"));
    assertThat(dressed("", "", Optional.of("else")).find(Octets.utf8("x@b")))
        .isInstanceOf(TryLater.class);
  }

  @Test
  void find_emptyKey_isNotFoundWithoutAsking() {
    assertThat(table.find(Octets.EMPTY)).isEqualTo(NotFound.INSTANCE);
    assertThat(source.asked).isEmpty();
  }

  @Test
  void find_emptyValue_isNeverServed() {
    source.values.put("x@b", "");
    assertThat(table.find(Octets.utf8("x@b"))).isEqualTo(NotFound.INSTANCE);
    source.values.put("@b", "next");
    assertThat(table.find(Octets.utf8("x@b"))).isEqualTo(Found.of("next"));
  }

  @Test
  void find_failingSource_isTryLaterWithoutDetails() {
    source.failure = Optional.of(new IOException("disk of /secret/path is gone"));
    assertThat(table.find(Octets.utf8("x@b")))
        .isEqualTo(new TryLater("temporary failure of table t"));
    assertThat(table.lastFailure().orElseThrow().cause())
        .isEqualTo("IOException: disk of /secret/path is gone");
  }

  @Test
  void find_interrupted_keepsTheInterrupt() {
    source.failure = Optional.of(new InterruptedException());
    assertThat(table.find(Octets.utf8("x@b"))).isInstanceOf(TryLater.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void store_value_isFoundUnderItsFoldedKey() {
    assertThat(table.store(Octets.utf8("A@B"), Octets.utf8("v"))).isEqualTo(Stored.INSTANCE);
    assertThat(source.values).containsEntry("a@b", "v");
  }

  @Test
  void store_emptyValue_isRefused() {
    assertThat(table.store(Octets.utf8("a@b"), Octets.EMPTY)).isInstanceOf(Refused.class);
    assertThat(table.store(Octets.EMPTY, Octets.utf8("v"))).isInstanceOf(Refused.class);
  }

  @Test
  void store_failingSource_isTryLater() {
    source.failure = Optional.of(new IllegalStateException());
    assertThat(table.store(Octets.utf8("a@b"), Octets.utf8("v"))).isInstanceOf(TryLater.class);
  }

  @Test
  void describe_causes_areOnOneLine() {
    assertThat(Failure.describe(new IOException("outer", new IllegalStateException("inner\n"))))
        .isEqualTo("IOException: outer; because of IllegalStateException: inner");
  }
}
