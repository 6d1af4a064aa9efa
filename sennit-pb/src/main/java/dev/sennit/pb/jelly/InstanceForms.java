package dev.sennit.pb.jelly;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.wire.BananaCursor;
import dev.sennit.pb.wire.BananaCursor.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The forms of instances: copyables, caches, references with a class's name, and whatever else is
/// named by its class. Nothing is made that is not registered.
final class InstanceForms {
  private final JellyReader reader;
  private final PbTypes types;
  private final References references;
  private final Sharing sharing;

  InstanceForms(JellyReader reader, PbTypes types, References references, Sharing sharing) {
    this.reader = reader;
    this.types = types;
    this.references = references;
    this.sharing = sharing;
  }

  /// Reads the only item of a form, which must not be a reference that comes later.
  @Nullable Object settled(BananaCursor in, int items, String form) {
    if (items != 1) {
      throw JellyException.type(form + ": " + items + " items (expected: 1)");
    }
    @Nullable Object value = reader.value(in);
    if (value instanceof Pending) {
      throw JellyException.value(form + ": its state is not there yet (expected: a value)");
    }
    return value;
  }

  @Nullable Object registered(BananaCursor in, int items, String tag) {
    Object number = sharing.takeName();
    return switch (types.maker(tag)) {
      case PbTypes.Made(var make) -> {
        long before = sharing.unfinished();
        @Nullable Object state = withTextKeys(settled(in, items, tag));
        if (sharing.unfinished() == before) {
          Object made = make.apply(state);
          sharing.define(number, made);
          yield made;
        }
        Pending later = new Pending();
        sharing.define(number, later);
        reader.makeLater(() -> later.is(make.apply(state)));
        sharing.leaveUnfinished();
        yield later;
      }
      case PbTypes.Filled(var create, var fill) -> {
        Object made = create.get();
        sharing.define(number, made);
        fill(made, fill, in, items, tag);
        yield made;
      }
      case null -> {
        // a reference with its class's name: the number comes last, the class may send more
        for (int i = 1; i < items; i++) {
          in.skip();
        }
        Object remote = references.remote(PlainForms.number(in, Math.min(items, 1), tag), tag);
        sharing.define(number, remote);
        yield remote;
      }
    };
  }

  Object cache(BananaCursor in, int items, String tag, PbTypes.Filled maker) {
    Object number = sharing.takeName();
    if (items != 2) {
      throw JellyException.type(tag + ": " + items + " items (expected: a number and a state)");
    }
    Object made = maker.create().get();
    Object handle = references.cache(tag, PlainForms.number(in, 1, tag), made);
    sharing.define(number, handle);
    fill(made, maker.fill(), in, 1, tag);
    return handle;
  }

  /// Reads a state, and fills an object with it as soon as it is finished.
  private void fill(
      Object made,
      BiConsumer<Object, @Nullable Object> how,
      BananaCursor in,
      int items,
      String tag) {
    long before = sharing.unfinished();
    @Nullable Object state = withTextKeys(settled(in, items, tag));
    if (sharing.unfinished() == before) {
      how.accept(made, state);
    } else {
      reader.fillFirst(() -> how.accept(made, state));
    }
  }

  /// Old peers send the names of attributes as bytes.
  private static @Nullable Object withTextKeys(@Nullable Object state) {
    if (!(state instanceof Map<?, ?> map)
        || map.keySet().stream().noneMatch(key -> key instanceof Octets)) {
      return state;
    }
    Map<@Nullable Object, @Nullable Object> renamed = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> renamed.put(key instanceof Octets octets ? octets.utf8() : key, value));
    return renamed;
  }

  Object instance(BananaCursor in, int items, String type) {
    Object number = sharing.takeName();
    types.checkClass(type, type);
    PbInstance instance = new PbInstance(type);
    sharing.define(number, instance);
    instance.fill(settled(in, items, type));
    return instance;
  }

  Object oldInstance(BananaCursor in, int items) {
    Object number = sharing.takeName();
    if (items != 2 || !(reader.value(in) instanceof PbName.OfClass(String type))) {
      throw JellyException.type("instance: no class (expected: a class and a state)");
    }
    PbInstance instance = new PbInstance(type);
    sharing.define(number, instance);
    instance.fill(settled(in, 1, type));
    return instance;
  }

  Object method(BananaCursor in, int items) {
    Object number = sharing.takeName();
    if (items != 3 || in.next() != Kind.STRING) {
      throw JellyException.type("method: no name (expected: a name, an object and a class)");
    }
    String name = in.text();
    @Nullable Object self = settled(in, 1, "method");
    if (!(reader.value(in) instanceof PbName.OfClass type)) {
      throw JellyException.type("method: no class (expected: a name, an object and a class)");
    }
    PbName.OfMethod method = new PbName.OfMethod(name, self, type);
    sharing.define(number, method);
    return method;
  }

  Object failure(BananaCursor in, int items) {
    Object number = sharing.takeName();
    PbFailure failure = PbFailure.from(settled(in, items, PbFailure.TAG));
    sharing.define(number, failure);
    return failure;
  }
}
