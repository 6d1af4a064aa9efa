package dev.sennit.pb;

import dev.sennit.pb.jelly.Jellied;
import dev.sennit.pb.jelly.JellyWriter;
import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.BananaWriter;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.Item;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Turns what goes to the peer into items, on the thread of whoever sends it.
final class OutgoingValues {
  private static final Jellied NO_KEYWORDS_PB = empty(Dialect.PB);
  private static final Jellied NO_KEYWORDS = empty(Dialect.NONE);

  private final Broker broker;
  private final Settings settings;
  private final SentCaches sentCaches;

  OutgoingValues(Broker broker, Settings settings, SentCaches sentCaches) {
    this.broker = broker;
    this.settings = settings;
    this.sentCaches = sentCaches;
  }

  /// @param perspective whom the value is sent to, as far as that is known
  Jellied jellied(@Nullable PbObject perspective, @Nullable Object value) {
    if (value instanceof Long || value instanceof Integer) { // needs no writer of its own
      return Jellied.of(Item.of(((Number) value).longValue()));
    }
    return jellied(perspective, writer -> writer.value(value));
  }

  private Jellied jellied(@Nullable PbObject perspective, Consumer<JellyWriter> content) {
    JellyWriter writer =
        new JellyWriter(
            settings.types(),
            broker.dialect(),
            settings.banana(),
            (value, out) -> write(value, perspective, out));
    try {
      content.accept(writer);
      return writer.finish();
    } catch (RuntimeException e) {
      writer.abandon(broker::unsent);
      throw e;
    }
  }

  Jellied tuple(List<? extends @Nullable Object> arguments, @Nullable Object[] more) {
    return jellied(
        null,
        writer -> {
          writer.banana().list(1 + arguments.size() + more.length).string("tuple");
          arguments.forEach(writer::value);
          for (@Nullable Object argument : more) {
            writer.value(argument);
          }
        });
  }

  Jellied dictionary(Map<String, ?> keywords) {
    if (keywords.isEmpty()) {
      return broker.dialect() == Dialect.PB ? NO_KEYWORDS_PB : NO_KEYWORDS;
    }
    return jellied(null, keywords);
  }

  private static Jellied empty(Dialect dialect) {
    return Jellied.of(
        new BananaWriter(dialect, BananaLimits.defaults()).list(1).string("dictionary").finish());
  }

  /// What Jelly does not know.
  private boolean write(Object value, @Nullable PbObject perspective, JellyWriter out) {
    switch (value) {
      case PbObject object -> out.gap(object);
      case PbViewable viewable -> out.gap(new ViewPoint(perspective, viewable));
      case PbCopyable copyable -> {
        if (!out.repeated(copyable)) {
          out.banana().list(2).string(copyable.tag());
          out.value(copyable.state(perspective));
        }
      }
      case PbCacheable cacheable -> sentCaches.write(cacheable, perspective, out);
      case PbCached cached -> {
        checkHome(cached.broker(), cached);
        out.keep(cached);
        out.banana().list(2).string("lcache").number(cached.number());
      }
      case PbRemote remote -> {
        checkHome(remote.broker(), remote);
        out.keep(remote);
        out.banana().list(2).string("local").item(remote.target());
      }
      default -> {
        PbRemote behind = Faces.behind(value);
        return behind != null && write(behind, perspective, out);
      }
    }
    return true;
  }

  private void checkHome(Broker home, Object handle) {
    if (home != broker) {
      throw new IllegalArgumentException(
          handle + ": of another connection (expected: one of this connection)");
    }
  }
}
