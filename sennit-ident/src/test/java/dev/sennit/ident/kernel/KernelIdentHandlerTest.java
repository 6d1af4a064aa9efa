package dev.sennit.ident.kernel;

import static dev.sennit.ident.kernel.Ends.connection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.account.Accounts;
import dev.sennit.ident.kernel.KernelAnswer.Failed;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import dev.sennit.ident.kernel.KernelAnswer.Reason;
import dev.sennit.ident.kernel.KernelAnswer.Unowned;
import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.Peer;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelIdentHandlerTest {
  private static final IdentConnection ASKED = connection("127.0.0.1", 25, "1.2.3.4", 762);
  private static final Owned OF_1000 = new Owned(1000, 5, TcpState.ESTABLISHED, 6, 7);
  private static final Accounts ALICE = accounts("alice");

  @Test
  void answer_ownerWithName_isTheName() {
    assertThat(answer(new KernelIdentHandler(_ -> OF_1000, ALICE))).isEqualTo(UserId.unix("alice"));
  }

  @Test
  void answer_ownerWithoutName_isNoUser() {
    assertThat(answer(new KernelIdentHandler(_ -> OF_1000, new MapAccounts(List.of()))))
        .isEqualTo(Fault.NO_USER);
  }

  @Test
  void answer_ownerWithoutNameWhereNumbersAreAllowed_isTheNumber() {
    KernelIdentHandler handler =
        new KernelIdentHandler(_ -> new Owned(4_294_967_294L, 5, TcpState.ESTABLISHED, 6, 7), ALICE)
            .unknownUid(UnknownUid.NUMBER);

    assertThat(answer(handler)).isEqualTo(new UserId("OTHER", null, Octets.utf8("4294967294")));
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void answer_noOwner_isNoUser(Reason reason) {
    assertThat(answer(new KernelIdentHandler(_ -> new Unowned(reason), ALICE)))
        .isEqualTo(Fault.NO_USER);
  }

  @Test
  void answer_kernelDoesNotAnswer_isUnknownError() {
    assertThat(answer(new KernelIdentHandler(_ -> new Failed("denied"), ALICE)))
        .isEqualTo(Fault.UNKNOWN_ERROR);
  }

  @Test
  void answer_usersDoNotAnswer_isUnknownError() {
    Accounts broken =
        new Accounts() {
          @Override
          public Optional<Account> byUid(long uid) throws IOException {
            throw new IOException("accounts: no answer");
          }

          @Override
          public Optional<Account> byName(String name) throws IOException {
            throw new IOException("accounts: no answer");
          }
        };

    assertThat(answer(new KernelIdentHandler(_ -> OF_1000, broken))).isEqualTo(Fault.UNKNOWN_ERROR);
  }

  @Test
  void answer_nameThatTheWireCannotCarry_isUnknownError() {
    assertThat(answer(new KernelIdentHandler(_ -> OF_1000, accounts("a\r\nb"))))
        .isEqualTo(Fault.UNKNOWN_ERROR);
    assertThat(answer(new KernelIdentHandler(_ -> OF_1000, accounts("a".repeat(513)))))
        .isEqualTo(Fault.UNKNOWN_ERROR);
  }

  private static Accounts accounts(String name) {
    return new MapAccounts(List.of(new Account(name, 1000, 1000, "", "")));
  }

  private static IdentAnswer answer(KernelIdentHandler handler) {
    return handler.answer(ASKED, Peer.of(ASKED.remote(), ASKED.local()));
  }
}
