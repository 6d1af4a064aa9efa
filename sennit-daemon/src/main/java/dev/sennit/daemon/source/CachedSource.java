package dev.sennit.daemon.source;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.wire.Octets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Remembers the answers of another source.
///
/// Values and "not found" are remembered, each for its own time; failures never are. While the
/// source fails, an answer that has run out is still given, up to a limit. Of many lookups of one
/// key, one asks the source and the others wait for it. A value that is stored empties the cache:
/// with templates, one row may be the answer to many keys.
public final class CachedSource implements Source {
  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  private final Source source;
  private final Settings settings;
  private final LongSupplier nanoTime;
  private final Cache<Octets, Answer> answers;
  private final ConcurrentMap<Octets, CompletableFuture<GetReply>> loads =
      new ConcurrentHashMap<>();
  private final AtomicLong generation = new AtomicLong();
  private final Complaints warnings =
      new Complaints(CachedSource.class.getName(), Duration.ofMinutes(1));
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /// How much is remembered, and how long.
  ///
  /// @param size how many answers at most, 1 or more
  /// @param positive how long a value is good; zero: not at all
  /// @param negative how long "not found" is good; zero: not at all
  /// @param stale how much longer either is given while the source fails; zero: not at all
  public record Settings(long size, Duration positive, Duration negative, Duration stale) {
    /// @throws IllegalArgumentException if the size is below 1 or a time below zero
    public Settings {
      if (size < 1) {
        throw new IllegalArgumentException("size: " + size + " (expected: 1 or more)");
      }
      checkTime("positive", positive);
      checkTime("negative", negative);
      checkTime("stale", stale);
    }

    private static void checkTime(String name, Duration time) {
      if (time.isNegative() || time.compareTo(Duration.ofDays(365)) > 0) {
        throw new IllegalArgumentException(name + ": " + time + " (expected: 0 to 365 days)");
      }
    }

    long goodNanos(GetReply reply) {
      return (reply instanceof Found ? positive : negative).toNanos();
    }
  }

  /// What the cache did since it was made.
  ///
  /// @param hits lookups answered from a good answer
  /// @param misses lookups that asked the source, or waited for one that did
  /// @param stale lookups answered from an answer that had run out, because the source failed
  /// @param failures times the source failed
  /// @param size answers held now, about
  public record Statistics(long hits, long misses, long stale, long failures, long size) {}

  /// An answer, the time it was given, and the time before which the source is not asked again.
  private record Answer(GetReply reply, long atNanos, long retryNanos) {}

  /// @param source what to ask; closed with the cache
  public CachedSource(Source source, Settings settings) {
    this(source, settings, System::nanoTime);
  }

  CachedSource(Source source, Settings settings, LongSupplier nanoTime) {
    this.source = source;
    this.settings = settings;
    this.nanoTime = nanoTime;
    Duration longest =
        settings.positive().compareTo(settings.negative()) > 0
            ? settings.positive()
            : settings.negative();
    answers =
        Caffeine.newBuilder()
            .maximumSize(settings.size())
            .expireAfterWrite(longest.plus(settings.stale()).plusNanos(1))
            .ticker(nanoTime::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  /// Gives the answer that is held, or asks the source.
  ///
  /// @throws Exception what the source throws, unless there is an answer not too old
  @Override
  public GetReply find(Octets key) throws Exception {
    Answer held = answers.getIfPresent(key);
    long now = nanoTime.getAsLong();
    if (held != null && isGood(held, now)) {
      hits.increment();
      return held.reply();
    }
    if (held != null && now - held.retryNanos() < 0 && isUsable(held, now)) {
      stale.increment();
      return held.reply();
    }
    misses.increment();
    return load(key, held);
  }

  private boolean isGood(Answer held, long now) {
    return now - held.atNanos() < settings.goodNanos(held.reply());
  }

  private boolean isUsable(Answer held, long now) {
    return now - held.atNanos() - settings.goodNanos(held.reply()) < settings.stale().toNanos();
  }

  private GetReply load(Octets key, @Nullable Answer held) throws Exception {
    while (true) {
      CompletableFuture<GetReply> mine = new CompletableFuture<>();
      CompletableFuture<GetReply> other = loads.putIfAbsent(key, mine);
      if (other == null) {
        return ask(key, held, mine);
      }
      try {
        return other.get();
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case InterruptedException _ -> {
            // only the one who asked has lost interest: ask again
          }
          case Exception cause -> throw cause;
          case null, default -> throw e;
        }
      }
    }
  }

  private GetReply ask(Octets key, @Nullable Answer held, CompletableFuture<GetReply> mine)
      throws Exception {
    try {
      GetReply reply = asked(key, held);
      mine.complete(reply);
      return reply;
    } catch (Throwable e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      loads.remove(key, mine);
    }
  }

  /* An answer that was under way while a value was stored may be the old one: it is given, but not
   * kept. The generation is compared again after the answer was put, so that whichever of the two
   * comes later takes it out. */
  private GetReply asked(Octets key, @Nullable Answer held) throws Exception {
    long begun = generation.get();
    GetReply reply;
    try {
      reply = source.find(key);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      GetReply old = oldAnswer(key, held, e.toString());
      if (old == null) {
        throw e;
      }
      return old;
    }
    if (!(reply instanceof Found || reply instanceof NotFound)) {
      GetReply old = oldAnswer(key, held, reply.toString());
      return old == null ? reply : old;
    }
    long now = nanoTime.getAsLong();
    keep(key, new Answer(reply, now, now), begun);
    return reply;
  }

  private @Nullable GetReply oldAnswer(Octets key, @Nullable Answer held, String failure) {
    failures.increment();
    long now = nanoTime.getAsLong();
    if (held == null || !isUsable(held, now)) {
      return null;
    }
    warnings.warn("the source fails, answers that have run out are given: " + failure, null);
    stale.increment();
    // replaced, not put: an answer that a store or the size took out stays out
    answers.asMap().replace(key, held, new Answer(held.reply(), held.atNanos(), now + RETRY_NANOS));
    return held.reply();
  }

  private void keep(Octets key, Answer answer, long begun) {
    if (generation.get() == begun && settings.goodNanos(answer.reply()) > 0) {
      answers.put(key, answer);
      if (generation.get() != begun) {
        answers.asMap().remove(key, answer);
      }
    }
  }

  @Override
  public PutReply store(Octets key, Octets value) throws Exception {
    try {
      return source.store(key, value);
    } finally {
      clear();
    }
  }

  /// Forgets all answers, for example because the source was reloaded.
  public void clear() {
    generation.incrementAndGet();
    loads.clear();
    answers.invalidateAll();
  }

  /// What the cache did so far. Safe to call at any time.
  public Statistics statistics() {
    return new Statistics(
        hits.sum(), misses.sum(), stale.sum(), failures.sum(), answers.estimatedSize());
  }

  /// As the source: a lookup that is not remembered asks it.
  @Override
  public boolean mayBlock() {
    return source.mayBlock();
  }

  @Override
  public void close() {
    source.close();
  }
}
