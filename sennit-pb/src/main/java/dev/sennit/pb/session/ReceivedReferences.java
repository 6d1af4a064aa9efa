package dev.sennit.pb.session;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.JellyException;
import dev.sennit.pb.jelly.References;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the references in one value mean, and which handles were made for it.
final class ReceivedReferences implements References {
  private final LocalObjects locals;
  private final RemoteTable remotes;
  private final CacheTable caches;
  private final int holding;
  private final PbOwner owner;
  private final long now;
  private final List<Object> made = new ArrayList<>(0);

  ReceivedReferences(
      LocalObjects locals,
      RemoteTable remotes,
      CacheTable caches,
      int holding,
      PbOwner owner,
      long now) {
    this.locals = locals;
    this.remotes = remotes;
    this.caches = caches;
    this.holding = holding;
    this.owner = owner;
    this.now = now;
  }

  int count() {
    return made.size();
  }

  /// Gives back what was made.
  void discard() {
    made.forEach(owner::discard);
  }

  @Override
  public Object remote(long number, String tag) {
    expectRoom("references", remotes.references());
    Object remote = owner.remote(number, tag);
    made.add(remote);
    remotes.came(number, tag, now);
    return remote;
  }

  @Override
  public @Nullable Object local(@Nullable Object name) {
    return switch (name) {
      case Long number -> locals.returned(number);
      case Octets word -> locals.named(word.utf8());
      case null, default -> null;
    };
  }

  @Override
  public Object cached(long number) {
    Object cache = caches.get(number);
    if (cache == null) {
      throw JellyException.key("cached: " + number + " (expected: the number of a cache)");
    }
    return handle(number, cache);
  }

  @Override
  public Object lcache(long number) {
    return owner.cacheable(number);
  }

  @Override
  public Object cache(String tag, long number, Object cache) {
    if (number < 1 || caches.get(number) != null) {
      throw JellyException.value(tag + ": " + number + " again (expected: a new number)");
    }
    expectRoom("caches", caches.size());
    caches.put(number, cache);
    return handle(number, cache);
  }

  private Object handle(long number, Object cache) {
    expectRoom("handles of caches", caches.handles());
    caches.handOut();
    Object handle = owner.cached(number, cache);
    made.add(handle);
    return handle;
  }

  private void expectRoom(String what, int held) {
    if (held >= holding) {
      throw JellyException.value(
          what + ": " + held + " are held (expected: fewer, or a higher limit)");
    }
  }
}
