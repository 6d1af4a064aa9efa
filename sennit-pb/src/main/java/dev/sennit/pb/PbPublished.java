package dev.sennit.pb;

import dev.sennit.net.Reply;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.JellyException;
import dev.sennit.pb.jelly.PbInstance;
import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.session.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// This side's copy of an object that the peer publishes: read from a file if that is as new as the
/// peer says, else fetched and written to it. In Twisted: `twisted.spread.publish.RemotePublished`.
///
/// ```
/// PbTypes types = PbPublished.in(Path.of("cache"), PbTypes.standard(), "news.Archive");
/// PbCached handle = (PbCached) root.call("archive").join();
/// Map<String, Object> attributes = ((PbPublished) handle.cache()).active().join();
/// ```
///
/// The file is called `SERVICE-PERSPECTIVE-ID.pub` and holds what Twisted writes too: one Jelly
/// instance in Banana without words. A file that cannot be read, or that somebody else has written
/// oddly, is as good as none. A name that would lead out of the folder is refused.
///
/// @see <a href="https://github.com/twisted/twisted/blob/trunk/src/twisted/spread/publish.py">
///   twisted/spread/publish.py, RemotePublished</a>
public final class PbPublished implements PbObject {
  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.pb");
  private static final Pattern NAME = Pattern.compile("[^/\\\\\0]{1,200}");

  private final Path folder;
  private final String tag;
  private final CompletableFuture<Map<String, @Nullable Object>> active = new CompletableFuture<>();

  private PbPublished(Path folder, String tag) {
    this.folder = folder;
    this.tag = tag;
  }

  /// Lets published objects come.
  ///
  /// @param folder where their files are; it must be there
  /// @param types what else may come
  /// @param tag the dotted name of their class over there
  public static PbTypes in(Path folder, PbTypes types, String tag) {
    return types.cache(tag, () -> new PbPublished(folder, tag), PbPublished::told);
  }

  /// The attributes, once they are here.
  ///
  /// @return fails if they could not be fetched; cancelling it changes nothing
  public Reply<Map<String, @Nullable Object>> active() {
    return Reply.of(active.copy());
  }

  /// Whether the attributes are here.
  public boolean isActive() {
    return active.isDone() && !active.isCompletedExceptionally();
  }

  /// What the peer says of it, on the event loop: what follows takes files, so a thread does it.
  private void told(@Nullable Object state) {
    if (!(state instanceof Map<?, ?> map && map.get("remote") instanceof PbRemote remote)) {
      throw JellyException.value(
          tag + ": " + Shown.of(state) + " (expected: remote and the others)");
    }
    String name =
        text(map.get("service"))
            + "-"
            + text(map.get("perspective"))
            + "-"
            + text(map.get("publishedID"));
    if (!NAME.matcher(name).matches()) {
      throw JellyException.value(tag + ": a file named " + name + ".pub (expected: a plain name)");
    }
    Map<String, @Nullable Object> known = attributes(map);
    known.remove("remote");
    Path file = folder.resolve(name + ".pub");
    Thread.ofVirtual().name("sennit-pb-published").start(() -> activate(file, known, remote));
  }

  private void activate(Path file, Map<String, @Nullable Object> known, PbRemote remote) {
    try (remote) {
      Map<String, @Nullable Object> saved = read(file);
      Object timestamp = known.get("timestamp");
      if (saved != null && timestamp != null && timestamp.equals(saved.get("timestamp"))) {
        active.complete(saved);
        return;
      }
      if (!(remote.call("getStateToPublish").join() instanceof Map<?, ?> fetched)) {
        throw JellyException.value(tag + ": its state (expected: a dictionary)");
      }
      known.putAll(attributes(fetched));
      write(file, known);
      active.complete(known);
    } catch (RuntimeException e) {
      active.completeExceptionally(e.getCause() instanceof RuntimeException cause ? cause : e);
    }
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case String text -> text;
      case Octets octets -> octets.utf8();
      case null, default -> Shown.of(value);
    };
  }

  private static Map<String, @Nullable Object> attributes(Map<?, ?> map) {
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    map.forEach((key, value) -> attributes.put(text(key), value));
    return attributes;
  }

  private @Nullable Map<String, @Nullable Object> read(Path file) {
    try {
      if (!Files.exists(file)) {
        return null;
      }
      Object value = JellyFile.read(Files.readAllBytes(file), PbTypes.standard().instances(tag));
      return value instanceof PbInstance instance && instance.state() instanceof Map<?, ?> map
          ? attributes(map)
          : null;
    } catch (IOException | RuntimeException e) {
      COMPLAINTS.warn("pb: " + file + ": fetching it again: " + e.getMessage(), null);
      return null;
    }
  }

  private void write(Path file, Map<String, @Nullable Object> attributes) {
    try {
      byte[] bytes = JellyFile.write(new PbInstance(tag, attributes));
      Path fresh = Files.createTempFile(folder, "published", ".new");
      Files.write(fresh, bytes);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      COMPLAINTS.warn("pb: " + file + ": cannot be written: " + e, null);
    }
  }

  /// Changes that the peer tells are the application's affair: Twisted's own objects tell none.
  @Override
  public @Nullable Object called(PbCall call) {
    throw PbException.noSuchMethod("observe_" + call.method());
  }
}
