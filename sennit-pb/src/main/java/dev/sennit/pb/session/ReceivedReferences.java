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
  private final PbSession.Owner owner;
  private final List<Object> made = new ArrayList<>(0);

  ReceivedReferences(LocalObjects locals, PbSession.Owner owner) {
    this.locals = locals;
    this.owner = owner;
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
    Object remote = owner.remote(number, tag);
    made.add(remote);
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
    throw unknown("cached", number);
  }

  @Override
  public Object lcache(long number) {
    throw unknown("lcache", number);
  }

  @Override
  public Cache cache(String tag, long number, Object made) {
    throw unknown(tag, number);
  }

  private static JellyException unknown(String form, long number) {
    return JellyException.key(form + ": " + number + " (expected: the number of a cache)");
  }
}
