package dev.sennit.ident.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The C library of this machine. User 0 is root everywhere.
@Timeout(30)
class NameServiceIT {

  @Test
  void byUid_root_isRoot() throws IOException {
    Account root = new NameService().byUid(0).orElseThrow();

    assertThat(root.name()).isEqualTo("root");
    assertThat(root.gid()).isZero();
    assertThat(root.home()).startsWith("/");
  }

  @Test
  void byName_root_isTheSame() throws IOException {
    NameService service = new NameService();

    assertThat(service.byName("root")).isEqualTo(service.byUid(0));
  }

  @Test
  void find_nobodyOfThatKind_isNothing() throws IOException {
    NameService service = new NameService();

    assertThat(service.byUid(4_294_967_290L)).isEmpty();
    assertThat(service.byName("no such user")).isEmpty();
    assertThat(service.byName("")).isEmpty();
    assertThat(service.byName("root\0")).isEmpty();
  }

  @Test
  void open_thisSystem_knowsRoot() throws IOException {
    try (SystemAccounts accounts = SystemAccounts.open()) {
      assertThat(accounts.byUid(0).map(Account::name)).contains("root");
      assertThat(accounts.byName("root").map(Account::uid)).contains(0L);
    }
  }
}
