package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.pb.wire.BananaLimits;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LimitsTest {
  @Test
  void defaults_areThoseOfTheTables() {
    PbLimits pb = PbLimits.defaults();
    assertThat(pb.references()).isEqualTo(1024);
    assertThat(pb.holding()).isEqualTo(250_000);
    assertThat(pb.outstanding()).isEqualTo(10_000);
    assertThat(pb.queuedBytes()).isEqualTo(16 * 1024 * 1024);
    assertThat(BananaLimits.defaults())
        .isEqualTo(new BananaLimits(64, 655_360, 655_360, 400, 16 * 1024 * 1024));
  }

  @Test
  void change_ofOne_leavesTheOthers() {
    PbLimits pb = PbLimits.defaults().references(1).holding(2).outstanding(3).queuedBytes(4);
    assertThat(List.of(pb.references(), pb.holding(), pb.outstanding(), pb.queuedBytes()))
        .containsExactly(1, 2, 3, 4);
    assertThat(BananaLimits.defaults().prefixBytes(1).sizes(64).depth(8).messageBytes(100))
        .isEqualTo(new BananaLimits(1, 64, 64, 8, 100));
    assertThat(BananaLimits.defaults().sizes(10_000_000).messageBytes()).isEqualTo(20_000_000);
  }

  @Test
  void change_outOfRange_isRefusedByName() {
    PbLimits pb = PbLimits.defaults();
    refused("references: 0 (expected: 1 or more)", () -> pb.references(0));
    refused("holding: 0 (expected: 1 or more)", () -> pb.holding(0));
    refused("outstanding: -1 (expected: 1 or more)", () -> pb.outstanding(-1));
    refused("queuedBytes: 0 (expected: 1 or more)", () -> pb.queuedBytes(0));
    BananaLimits banana = BananaLimits.defaults();
    refused("prefixBytes: 0 (expected: 1 to 4096)", () -> banana.prefixBytes(0));
    refused("depth: 1001 (expected: 8 to 1000)", () -> banana.depth(1001));
    refused("stringBytes: 63 (expected: 64 to 1073741823)", () -> banana.sizes(63));
    refused("messageBytes: 1 (expected: 64 to 1073741823)", () -> banana.messageBytes(1));
  }

  private static void refused(String message, Supplier<?> change) {
    assertThatThrownBy(change::get)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
