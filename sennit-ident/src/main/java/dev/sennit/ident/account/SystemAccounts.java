package dev.sennit.ident.account;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The users of this system, from all the sources that it is set up for: files, LDAP, SSSD, systemd
/// and so on. Answers are remembered, and a source that hangs delays nobody for longer than a
/// deadline.
///
/// | limit            | value  |                                                                   |
/// |------------------|--------|-------------------------------------------------------------------|
/// | [#FOUND]         | 60 s   | how long a user is remembered                                     |
/// | [#NOT_FOUND]     | 10 s   | how long it is remembered that there is none                      |
/// | [#MAX_THREADS]   | 4      | questions that a source may be busy with                          |
/// | [#MAX_WAITING]   | 256    | questions that wait for that; more fail at once                   |
/// | [#MAX_REMEMBERED] | 10,000 | answers in memory                                                |
///
/// A question whose answer is remembered, or in `/etc/passwd` if the system looks there first,
/// takes about a microsecond. Others may block for up to the deadline.
public final class SystemAccounts implements Accounts, AutoCloseable {
  /// How long a user is remembered.
  public static final Duration FOUND = Duration.ofSeconds(60);

  /// How long it is remembered that there is no such user.
  public static final Duration NOT_FOUND = Duration.ofSeconds(10);

  /// How many questions the system is asked at once.
  public static final int MAX_THREADS = 4;

  /// How many questions wait to be asked.
  public static final int MAX_WAITING = 256;

  /// How many answers are remembered.
  public static final int MAX_REMEMBERED = 10_000;

  private static final Duration FAILURE = Duration.ofSeconds(1);
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  /* Why threads of their own: a call into the C library cannot be interrupted, and would hold the
   * carrier of a virtual thread. The same question is on its way only once, so that one user whose
   * source hangs holds one thread, however often it is asked for.
   *
   * Users in /etc/passwd are looked up there, without a thread, if the system would look there first
   * too: then they are found as long as the machine runs, whatever happens to a directory server. */

  private sealed interface Key {}

  private record Uid(long uid) implements Key {}

  private record Name(String name) implements Key {}

  private final @Nullable PasswdFile first;
  private final Accounts slow;
  private final long deadlineNanos;
  private final LongSupplier nanoClock;
  private final Map<Key, Question> questions = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor threads;

  SystemAccounts(
      @Nullable PasswdFile first, Accounts slow, Duration deadline, LongSupplier nanoClock) {
    this.first = first;
    this.slow = slow;
    this.deadlineNanos = deadline.toNanos();
    this.nanoClock = nanoClock;
    threads =
        new ThreadPoolExecutor(
            MAX_THREADS,
            MAX_THREADS,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().daemon().name("sennit-accounts-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /// The users of this system, with a deadline of three seconds.
  public static SystemAccounts open() {
    return open(DEADLINE);
  }

  /// The users of this system. Where the C library cannot be called these are the ones in
  /// `/etc/passwd`.
  ///
  /// @param deadline how long a question may take, more than zero
  public static SystemAccounts open(Duration deadline) {
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("deadline: " + deadline + " (expected: more than zero)");
    }
    PasswdFile file = PasswdFile.system();
    boolean filesFirst = SourceOrder.filesFirst(Path.of("/etc/nsswitch.conf"));
    Accounts slow;
    try {
      slow = new NameService();
    } catch (IOException e) {
      System.getLogger(SystemAccounts.class.getPackageName())
          .log(
              System.Logger.Level.WARNING,
              "only users in /etc/passwd are known: " + e.getMessage());
      slow = file;
    }
    return new SystemAccounts(filesFirst ? file : null, slow, deadline, System::nanoTime);
  }

  @Override
  public Optional<Account> byUid(long uid) throws IOException {
    return ask(new Uid(uid));
  }

  @Override
  public Optional<Account> byName(String name) throws IOException {
    return ask(new Name(name));
  }

  /// Forgets all answers, because the users have changed.
  public void flush() {
    questions.clear();
  }

  private Optional<Account> ask(Key key) throws IOException {
    if (first != null) {
      Optional<Account> near = in(first, key);
      if (near.isPresent()) {
        return near;
      }
    }
    long now = nanoClock.getAsLong();
    Question question = questions.get(key);
    if (question == null || question.isOver(now)) {
      question =
          questions.compute(
              key, (_, last) -> last == null || last.isOver(now) ? new Question(now) : last);
      question.startOnce(key);
    }
    return question.await(now);
  }

  private static Optional<Account> in(PasswdFile file, Key key) {
    try {
      return find(file, key);
    } catch (IOException e) {
      return Optional.empty(); // no file, as in small images: then the others are asked
    }
  }

  private static Optional<Account> find(Accounts accounts, Key key) throws IOException {
    return switch (key) {
      case Uid(var uid) -> accounts.byUid(uid);
      case Name(var name) -> accounts.byName(name);
    };
  }

  private void makeRoom(long now) {
    if (questions.size() > MAX_REMEMBERED) {
      questions.values().removeIf(question -> question.isOver(now));
    }
    if (questions.size() > MAX_REMEMBERED) {
      questions.values().removeIf(Question::isAnswered);
    }
  }

  /// One question and, later, its answer.
  private final class Question {
    private final CompletableFuture<Optional<Account>> answer = new CompletableFuture<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final long askedNanos;
    private volatile long endNanos;

    Question(long now) {
      askedNanos = now;
    }

    boolean isAnswered() {
      return answer.isDone();
    }

    boolean isOver(long now) {
      return answer.isDone() && now - endNanos >= 0;
    }

    void startOnce(Key key) {
      if (!started.compareAndSet(false, true)) {
        return;
      }
      makeRoom(askedNanos);
      try {
        threads.execute(() -> run(key));
      } catch (RejectedExecutionException e) {
        fail(
            new IOException(
                threads.isShutdown()
                    ? "closed (expected: open)"
                    : MAX_WAITING + " questions waiting (expected: fewer)",
                e),
            Duration.ZERO);
      }
    }

    private void run(Key key) {
      try {
        Optional<Account> account = find(slow, key);
        end(account.isPresent() ? FOUND : NOT_FOUND);
        answer.complete(account);
      } catch (Throwable e) {
        fail(e, FAILURE);
      }
    }

    private void fail(Throwable cause, Duration remembered) {
      end(remembered);
      answer.completeExceptionally(cause);
    }

    private void end(Duration remembered) {
      endNanos = nanoClock.getAsLong() + remembered.toNanos();
    }

    Optional<Account> await(long now) throws IOException {
      long left = deadlineNanos - (now - askedNanos);
      try {
        return answer.get(answer.isDone() ? 0 : Math.max(left, 0), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        throw new IOException(
            "accounts: no answer (expected: one within "
                + TimeUnit.NANOSECONDS.toMillis(deadlineNanos)
                + " ms)",
            e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException) new InterruptedIOException("accounts: interrupted").initCause(e);
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        throw new IOException("accounts: " + (cause == null ? e : cause.getMessage()), cause);
      }
    }
  }

  /// Ends the threads. Questions fail from now on, unless their answers are remembered.
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
