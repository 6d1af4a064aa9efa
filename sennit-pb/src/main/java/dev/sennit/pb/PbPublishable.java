package dev.sennit.pb;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An object of this side whose state is large and seldom changes: peers keep it in a file, and
/// fetch it only if their copy is older. In Twisted: `twisted.spread.publish.Publishable`.
///
/// What is sent is where to fetch the state and when it last changed; see [PbPublished] for the
/// other side. A peer learns of a later change by the next connection, or by what the application
/// tells it.
///
/// @see <a href="https://github.com/twisted/twisted/blob/trunk/src/twisted/spread/publish.py">
///   twisted/spread/publish.py, Publishable</a>
public final class PbPublishable implements PbCacheable {
  private final String tag;
  private final Object id;
  private final Supplier<? extends Map<String, ?>> state;
  private final PbViewable view;
  private volatile double timestamp = seconds(Instant.now());

  /// @param tag the dotted name of its class over there
  /// @param id names it among those of its class: a part of the peer's file name, so a number or
  ///   text
  /// @param state gives its attributes when a peer fetches them; runs on a virtual thread
  public PbPublishable(String tag, Object id, Supplier<? extends Map<String, ?>> state) {
    this.tag = Objects.requireNonNull(tag);
    this.id = Objects.requireNonNull(id);
    this.state = state;
    this.view =
        call -> {
          if (!call.method().equals("getStateToPublish")) {
            throw PbException.noSuchMethod("remote_" + call.method());
          }
          return this.state.get();
        };
  }

  private static double seconds(Instant when) {
    return when.getEpochSecond() + when.getNano() / 1e9;
  }

  /// Says that the state has changed: whoever is sent it from now on fetches it anew.
  ///
  /// @param when when it changed
  public void changed(Instant when) {
    timestamp = seconds(when);
  }

  @Override
  public String tag() {
    return tag;
  }

  @Override
  public Object state(PbObserver observer) {
    Map<String, @Nullable Object> told = new LinkedHashMap<>();
    told.put("remote", view);
    told.put("publishedID", id);
    told.put("perspective", "None");
    told.put("service", "None");
    told.put("timestamp", timestamp);
    return told;
  }
}
