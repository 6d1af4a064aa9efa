package dev.sennit.daemon.source;

import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Broken;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.MapsReply.Refused;
import dev.sennit.maps.wire.MapsReply.TryLater;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.wire.Octets;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Several sources asked as one.
///
/// | mode       | goes on to the next source        | answer                                      |
/// |------------|-----------------------------------|---------------------------------------------|
/// | `FIRST`    | if a key is not found             | the first value                             |
/// | `FAILOVER` | if the source fails               | of the first source that works, also "not found" |
/// | `UNION`    | always                            | all values in order, joined by commas       |
///
/// An error of a source that cannot be passed over is the error of the chain: it never turns into
/// "not found". A value is stored in the first source, and only in mode `FIRST`, where the next
/// lookup is sure to see it.
///
/// Closing a chain closes none of its sources: they may be tables of their own.
public final class ChainSource implements Source {
  private final List<Source> sources;
  private final Mode mode;

  /// How the sources work together.
  public enum Mode {
    /// The first that has the key wins.
    FIRST,
    /// The first that works wins.
    FAILOVER,
    /// All that have the key count.
    UNION
  }

  /// @throws IllegalArgumentException if there are no sources
  public ChainSource(List<Source> sources, Mode mode) {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("tables: none (expected: one or more)");
    }
    this.sources = List.copyOf(sources);
    this.mode = mode;
  }

  @Override
  public GetReply find(Octets key) throws Exception {
    return switch (mode) {
      case FIRST -> first(key);
      case FAILOVER -> failover(key);
      case UNION -> union(key);
    };
  }

  private GetReply first(Octets key) throws Exception {
    for (Source source : sources) {
      GetReply reply = source.find(key);
      if (!(reply instanceof NotFound)) {
        return reply;
      }
    }
    return NotFound.INSTANCE;
  }

  private GetReply failover(Octets key) throws Exception {
    Exception failure = null;
    GetReply last = NotFound.INSTANCE;
    for (Source source : sources) {
      try {
        last = source.find(key);
        failure = null;
        if (last instanceof Found || last instanceof NotFound) {
          return last;
        }
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        failure = joined(failure, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
    return last;
  }

  private static Exception joined(@Nullable Exception before, Exception now) {
    if (before != null && !before.equals(now)) {
      now.addSuppressed(before);
    }
    return now;
  }

  private GetReply union(Octets key) throws Exception {
    ByteArrayOutputStream values = new ByteArrayOutputStream();
    for (Source source : sources) {
      switch (source.find(key)) {
        case NotFound _ -> {}
        case Found(var value) -> {
          if (values.size() > 0) {
            values.write(',');
          }
          values.writeBytes(value.toBytes());
        }
        case TryLater later -> {
          return later;
        }
        case Broken broken -> {
          return broken;
        }
      }
    }
    return values.size() == 0 ? NotFound.INSTANCE : new Found(Octets.giveUp(values.toByteArray()));
  }

  @Override
  public PutReply store(Octets key, Octets value) throws Exception {
    return mode == Mode.FIRST
        ? sources.getFirst().store(key, value)
        : new Refused("this table is read-only");
  }

  /// Whether any of the sources may.
  @Override
  public boolean mayBlock() {
    return sources.stream().anyMatch(Source::mayBlock);
  }
}
