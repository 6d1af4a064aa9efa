package dev.sennit.ident.kernel;

import static dev.sennit.ident.kernel.Ends.connection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.Peer;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What Twisted's tests of `ProcServerMixin` ask for, with the row of its sample file.
class ProcIdentHandlerTest {
  private static final IdentConnection ASKED = connection("127.0.0.1", 25, "1.2.3.4", 762);
  private static final Peer PEER = Peer.of(ASKED.remote(), ASKED.local());
  private static final ProcNet SAMPLE =
      new ProcNet(
          () ->
              Stream.of(
                  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt",
                  ProcNetTest.row("0100007F:0019 04030201:02FA 0A", 0, 10927)),
          Stream::empty,
          ByteOrder.LITTLE_ENDIAN);

  private final List<Long> asked = new ArrayList<>();

  @Test
  void answer_existingRow_isTheNameAskedForOnce() throws Exception {
    ProcIdentHandler handler = handler("testing system", SAMPLE);

    assertThat(handler.answer(ASKED, PEER))
        .isEqualTo(new UserId("testing system", null, Octets.utf8("test user")));
    assertThat(asked).containsExactly(0L);
  }

  @Test
  void answer_noRow_isNoUser() throws Exception {
    ProcIdentHandler handler = handler(ProcIdentHandler.SYSTEM_NAME, SAMPLE);

    for (IdentConnection other :
        List.of(
            connection("127.0.0.1", 26, "1.2.3.4", 762),
            connection("127.0.0.1", 25, "1.2.3.5", 762),
            connection("127.0.0.1", 25, "1.2.3.4", 763))) {
      assertThat(handler.answer(other, PEER)).isEqualTo(Fault.NO_USER);
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void answer_userWithoutName_throws() {
    ProcIdentHandler handler =
        new ProcIdentHandler("LINUX", SAMPLE, ProcIdentHandler.namesIn(new MapAccounts(List.of())));

    assertThatThrownBy(() -> handler.answer(ASKED, PEER))
        .isInstanceOf(IOException.class)
        .hasMessage("user: 0 (expected: one with a name)");
  }

  @Test
  void namesIn_accounts_isTheLoginName() throws Exception {
    Account root = new Account("root", 0, 0, "/root", "/bin/sh");

    assertThat(ProcIdentHandler.namesIn(new MapAccounts(List.of(root))).of(0)).isEqualTo("root");
  }

  private ProcIdentHandler handler(String system, OwnerLookup entries) {
    return new ProcIdentHandler(
        system,
        entries,
        uid -> {
          asked.add(uid);
          return "test user";
        });
  }
}
