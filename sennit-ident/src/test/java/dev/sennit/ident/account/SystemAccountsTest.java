package dev.sennit.ident.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SystemAccountsTest {
  private static final long HANGING = 99;
  private static final Duration PATIENT = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final AtomicLong nanos = new AtomicLong();
  private final Source source = new Source();
  private final List<SystemAccounts> opened = new ArrayList<>();

  /// Users that can be counted, changed, and made to hang.
  private static final class Source implements Accounts {
    final Map<Long, String> names = new ConcurrentHashMap<>();
    final AtomicInteger asked = new AtomicInteger();
    final CountDownLatch released = new CountDownLatch(1);
    volatile boolean broken;

    @Override
    public Optional<Account> byUid(long uid) throws IOException {
      asked.incrementAndGet();
      if (uid >= HANGING) {
        try {
          released.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      if (broken) {
        throw new IOException("server is down");
      }
      return Optional.ofNullable(names.get(uid))
          .map(name -> new Account(name, uid, 1, "/", "/bin/sh"));
    }

    @Override
    public Optional<Account> byName(String name) throws IOException {
      asked.incrementAndGet();
      return names.entrySet().stream()
          .filter(each -> each.getValue().equals(name))
          .findFirst()
          .map(each -> new Account(name, each.getKey(), 1, "/", "/bin/sh"));
    }
  }

  @AfterEach
  void close() {
    source.released.countDown();
    opened.forEach(SystemAccounts::close);
  }

  private SystemAccounts open(Duration deadline) {
    SystemAccounts accounts = new SystemAccounts(null, source, deadline, nanos::get);
    opened.add(accounts);
    return accounts;
  }

  @Test
  void byUid_knownUser_isRememberedForAMinute() throws IOException {
    source.names.put(5L, "eve");
    SystemAccounts accounts = open(PATIENT);

    assertThat(accounts.byUid(5).map(Account::name)).contains("eve");
    source.names.put(5L, "adam");
    nanos.addAndGet(SystemAccounts.FOUND.toNanos() - 1);
    assertThat(accounts.byUid(5).map(Account::name)).contains("eve");
    assertThat(source.asked).hasValue(1);
    nanos.addAndGet(1);
    assertThat(accounts.byUid(5).map(Account::name)).contains("adam");
  }

  @Test
  void byUid_unknownUser_isRememberedForTenSeconds() throws IOException {
    SystemAccounts accounts = open(PATIENT);

    assertThat(accounts.byUid(5)).isEmpty();
    source.names.put(5L, "eve");
    nanos.addAndGet(SystemAccounts.NOT_FOUND.toNanos() - 1);
    assertThat(accounts.byUid(5)).isEmpty();
    nanos.addAndGet(1);
    assertThat(accounts.byUid(5)).isPresent();
  }

  @Test
  void byName_knownUser_isRemembered() throws IOException {
    source.names.put(5L, "eve");
    SystemAccounts accounts = open(PATIENT);

    assertThat(accounts.byName("eve").map(Account::uid)).contains(5L);
    assertThat(accounts.byName("eve").map(Account::uid)).contains(5L);
    assertThat(source.asked).hasValue(1);
  }

  @Test
  void flush_knownUser_isAskedForAgain() throws IOException {
    source.names.put(5L, "eve");
    SystemAccounts accounts = open(PATIENT);
    assertThat(accounts.byUid(5)).isPresent();

    source.names.put(5L, "adam");
    accounts.flush();

    assertThat(accounts.byUid(5).map(Account::name)).contains("adam");
  }

  @Test
  void byUid_sourceFails_failsAndIsAskedAgainASecondLater() throws IOException {
    SystemAccounts accounts = open(PATIENT);
    source.broken = true;

    assertThatThrownBy(() -> accounts.byUid(5)).hasMessage("accounts: server is down");
    source.broken = false;
    assertThatThrownBy(() -> accounts.byUid(5)).hasMessage("accounts: server is down");
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(accounts.byUid(5)).isEmpty();
  }

  @Test
  void byUid_hangingSource_failsAtTheDeadlineAndHoldsOneThread() throws IOException {
    source.names.put(5L, "eve");
    SystemAccounts accounts = open(SHORT);

    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> accounts.byUid(HANGING))
          .hasMessage("accounts: no answer (expected: one within 20 ms)");
    }
    nanos.addAndGet(SHORT.toNanos());
    assertThatThrownBy(() -> accounts.byUid(HANGING)).isInstanceOf(IOException.class);

    assertThat(source.asked).hasValueLessThanOrEqualTo(1); // 0: the thread was slow to start
  }

  @Test
  void byUid_whileAnotherHangs_isAnswered() throws IOException {
    source.names.put(5L, "eve");
    SystemAccounts accounts = open(PATIENT);
    Thread hanging =
        Thread.ofVirtual()
            .start(() -> {
              try {
                accounts.byUid(HANGING);
              } catch (IOException e) {
                Thread.currentThread().interrupt();
              }
            });

    assertThat(accounts.byUid(5).map(Account::name)).contains("eve");

    source.released.countDown();
    assertThat(join(hanging)).isTrue();
  }

  private static boolean join(Thread thread) {
    try {
      return thread.join(Duration.ofSeconds(20));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void byUid_everyThreadHangs_usersInTheFileAreAnswered(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("passwd"), "alice:x:1000:1::/:/bin/sh\n");
    SystemAccounts accounts = new SystemAccounts(PasswdFile.of(file), source, SHORT, nanos::get);
    opened.add(accounts);
    for (int i = 0; i < SystemAccounts.MAX_THREADS; i++) {
      long uid = HANGING + 10_000 + i;
      assertThatThrownBy(() -> accounts.byUid(uid)).isInstanceOf(IOException.class);
    }

    assertThat(accounts.byUid(1000).map(Account::name)).contains("alice");
    assertThat(accounts.byName("alice").map(Account::uid)).contains(1000L);
  }

  @Test
  void byUid_tooManyWait_failsAtOnce() {
    SystemAccounts accounts = open(Duration.ofNanos(1));
    for (int i = 0; i < SystemAccounts.MAX_THREADS + SystemAccounts.MAX_WAITING; i++) {
      long uid = HANGING + i;
      assertThatThrownBy(() -> accounts.byUid(uid)).hasMessageContaining("no answer");
    }

    assertThatThrownBy(() -> accounts.byUid(HANGING + 5000))
        .hasMessage("accounts: 256 questions waiting (expected: fewer)");
  }

  @Test
  void byUid_afterClose_fails() {
    SystemAccounts accounts = open(PATIENT);
    accounts.close();

    assertThatThrownBy(() -> accounts.byUid(5)).hasMessage("accounts: closed (expected: open)");
  }

  @Test
  void byUid_noFile_asksTheOthers(@TempDir Path directory) throws IOException {
    source.names.put(5L, "eve");
    SystemAccounts accounts =
        new SystemAccounts(PasswdFile.of(directory.resolve("none")), source, PATIENT, nanos::get);
    opened.add(accounts);

    assertThat(accounts.byUid(5)).isPresent();
  }
}
