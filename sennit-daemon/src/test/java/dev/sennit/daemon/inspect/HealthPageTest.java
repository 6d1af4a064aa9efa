package dev.sennit.daemon.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.daemon.source.Source;
import dev.sennit.daemon.table.KeyPlan;
import dev.sennit.daemon.table.Table;
import dev.sennit.daemon.table.TableListener;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthPageTest {
  private static final Source FAILING =
      new Source() {
        @Override
        public GetReply find(Octets key) throws Exception {
          throw new IOException("say \"no\"\n");
        }

        @Override
        public boolean mayBlock() {
          return false;
        }
      };

  @Test
  void write_tables_saysWhenEachLastFailed() {
    Table good = new Table("good", FAILING, KeyPlan.EXACT, TableListener.NONE);
    Table bad = new Table("bad", FAILING, KeyPlan.EXACT, TableListener.NONE);
    bad.find(Octets.utf8("k"));
    Instant started = Instant.parse("2026-11-21T00:00:00Z");
    assertThat(
            HealthPage.write(
                started, started.plusSeconds(7), List.of("tcp:127.0.0.1:4242"), List.of(good, bad)))
        .startsWith(
            "{\"status\":\"serving\",\"uptime_seconds\":7,\"listeners\":[\"tcp:127.0.0.1:4242\"],"
                + "\"tables\":{\"good\":{\"last_failure\":null},"
                + "\"bad\":{\"last_failure\":{\"time\":\"")
        .contains("\"cause\":\"IOException: say \\\"no\\\"\"");
  }
}
