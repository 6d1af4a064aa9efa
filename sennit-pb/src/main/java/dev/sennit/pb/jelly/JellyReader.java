package dev.sennit.pb.jelly;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.wire.BananaCursor;
import dev.sennit.pb.wire.BananaCursor.Kind;
import dev.sennit.pb.wire.Item;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes one value of items.
///
/// Containers are known under their reference's number before their contents are read, so a cycle
/// finds the very object. What cannot be known yet, since its reference comes later or since it is
/// made at once from its state, is a [Pending]; who holds one says what to do when it is there.
/// Hashed containers that hold something unfinished are filled in the end.
///
/// Belongs to one thread.
public final class JellyReader {

  /// Stands for a value that is not there yet.
  private static final class Pending {
    private final List<Consumer<@Nullable Object>> waiting = new ArrayList<>(2);
    private boolean known;
    private @Nullable Object value;

    void then(Consumer<@Nullable Object> use) {
      if (known) {
        use.accept(value);
      } else {
        waiting.add(use);
      }
    }

    void is(@Nullable Object found) {
      known = true;
      value = found;
      waiting.forEach(use -> use.accept(found));
      waiting.clear();
    }
  }

  private final PbTypes types;
  private final References references;
  private final List<Runnable> makings = new ArrayList<>(0);
  private final List<Runnable> fillings = new ArrayList<>(0);
  private @Nullable Map<Object, @Nullable Object> numbered;
  private @Nullable Set<Object> open;
  private @Nullable Object naming; // the number of the reference whose form is read next
  private boolean named; // whether `naming` is set
  private long unfinished; // how often something unfinished was met

  /// @param types what may come
  /// @param references what belongs to the connection
  public JellyReader(PbTypes types, References references) {
    this.types = types;
    this.references = references;
  }

  /// Reads one value. To be called once.
  ///
  /// @throws JellyException if the items are none, or not allowed
  public @Nullable Object read(Item item) {
    try {
      @Nullable Object value = value(item.cursor());
      makings.forEach(Runnable::run);
      if (value instanceof Pending pending) {
        if (!pending.known) {
          throw JellyException.value("dereference: to nothing (expected: a reference's number)");
        }
        value = pending.value;
      }
      if (numbered != null) {
        numbered.forEach((number, object) -> {
          if (object instanceof Pending pending && !pending.known) {
            throw JellyException.value(
                "dereference: " + number + " (expected: a reference's number)");
          }
        });
      }
      fillings.forEach(Runnable::run);
      return value;
    } catch (JellyException e) {
      throw e;
    } catch (ArithmeticException | java.time.DateTimeException e) {
      throw JellyException.value(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Object value(BananaCursor in) {
    return switch (in.next()) {
      case NUMBER -> in.isLong() ? (Object) in.number() : in.large();
      case REAL -> in.real();
      case STRING -> in.octets();
      case LIST -> form(in, in.count() - 1);
    };
  }

  private @Nullable Object form(BananaCursor in, int items) {
    if (items < 0 || in.next() != Kind.STRING) {
      throw JellyException.type("list: has no name (expected: a list that begins with its form)");
    }
    String atom = in.text();
    if (!types.allows(atom)) {
      throw JellyException.insecure("b'" + atom + "'");
    }
    if (types.maker(atom) != null || types.isReference(atom)) {
      return registered(in, items, atom);
    }
    PbTypes.Filled cache = types.cache(atom);
    if (cache == null && items == 2) {
      cache = types.anyCache(atom);
    }
    if (cache != null) {
      return cache(in, items, atom, cache);
    }
    return switch (atom) {
      case "None" -> rest(in, items, null);
      case "unicode" -> text(in, items);
      case "boolean" -> truth(in, items);
      case "list" -> list(in, items);
      case "tuple" -> tuple(in, items);
      case "dictionary" -> dictionary(in, items);
      case "set" -> set(in, items, new LinkedHashSet<>());
      case "frozenset" -> frozenSet(in, items);
      case "reference" -> reference(in, items);
      case "dereference" -> dereference(in, items);
      case "decimal" -> decimal(in, items);
      case "date", "time", "datetime", "timedelta" -> Times.read(atom, word(in, items, atom));
      case "remote" -> references.remote(number(in, items, atom), atom);
      case "local" -> references.local(plain(in, items, atom));
      case "cached" -> references.cached(number(in, items, atom));
      case "lcache" -> references.lcache(number(in, items, atom));
      case "unpersistable" -> new PbUnpersistable(word(in, items, atom));
      case "class" -> {
        String name = word(in, items, atom);
        types.checkClass(name, name);
        yield new PbName.OfClass(name);
      }
      case "module" -> {
        String name = word(in, items, atom);
        types.checkModule(name, name);
        yield new PbName.OfModule(name);
      }
      case "function" -> {
        String name = word(in, items, atom);
        types.checkModule(PbTypes.module(name), name);
        yield new PbName.OfFunction(name);
      }
      case "method" -> method(in, items);
      case "instance" -> oldInstance(in, items);
      case PbFailure.TAG -> PbFailure.from(settled(in, items, atom));
      default -> instance(in, items, atom);
    };
  }

  // ---- plain forms

  private static @Nullable Object rest(BananaCursor in, int items, @Nullable Object value) {
    for (int i = 0; i < items; i++) {
      in.skip();
    }
    return value;
  }

  private static Object text(BananaCursor in, int items) {
    Octets bytes = octets(in, items, "unicode");
    return bytes
        .strictUtf8()
        .orElseThrow(() -> JellyException.value("unicode: " + bytes + " (expected: UTF-8)"));
  }

  private static Octets octets(BananaCursor in, int items, String form) {
    if (items < 1 || in.next() != Kind.STRING) {
      throw JellyException.type(form + ": no byte string (expected: one)");
    }
    Octets bytes = in.octets();
    rest(in, items - 1, null);
    return bytes;
  }

  private static String word(BananaCursor in, int items, String form) {
    return octets(in, items, form).utf8();
  }

  private static Object truth(BananaCursor in, int items) {
    String word = word(in, items, "boolean");
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      default -> throw JellyException.value("boolean: " + word + " (expected: true or false)");
    };
  }

  private static long number(BananaCursor in, int items, String form) {
    if (items != 1 || in.next() != Kind.NUMBER || !in.isLong()) {
      throw JellyException.type(form + ": no number (expected: that of an object)");
    }
    return in.number();
  }

  private static Object decimal(BananaCursor in, int items) {
    if (items < 2 || in.next() != Kind.NUMBER) {
      throw JellyException.type("decimal: no number (expected: a number and an exponent)");
    }
    var unscaled = in.large();
    if (in.next() != Kind.NUMBER || !in.isLong() || Math.abs(in.number()) > 1_000_000) {
      throw JellyException.value("decimal: exponent (expected: -1000000 to 1000000)");
    }
    var value = new java.math.BigDecimal(unscaled, (int) -in.number());
    rest(in, items - 2, null);
    return value;
  }

  /// A number or a string that stands for itself.
  private static Object plain(BananaCursor in, int items, String form) {
    if (items < 1) {
      throw JellyException.type(form + ": nothing (expected: a number or a name)");
    }
    return switch (in.next()) {
      case NUMBER -> in.isLong() ? (Object) in.number() : in.large();
      case REAL -> in.real();
      case STRING -> in.octets();
      case LIST -> throw JellyException.type(form + ": a list (expected: a number or a name)");
    };
  }

  // ---- references

  private @Nullable Object reference(BananaCursor in, int items) {
    if (items != 2) {
      throw JellyException.type("reference: " + items + " items (expected: 2)");
    }
    Object number = plain(in, 2, "reference");
    naming = number;
    named = true;
    @Nullable Object value = value(in);
    if (named) {
      named = false;
      define(number, value);
    }
    return value;
  }

  /// The number of the reference around the form that is read now, once.
  private @Nullable Object takeName() {
    Object number = named ? naming : null;
    named = false;
    return number;
  }

  private void define(@Nullable Object number, @Nullable Object value) {
    if (number == null) {
      return;
    }
    if (numbered == null) {
      numbered = new HashMap<>();
    }
    Object earlier = numbered.get(number);
    if (earlier instanceof Pending pending && !pending.known) {
      if (value instanceof Pending later) {
        later.then(pending::is);
      } else {
        pending.is(value);
      }
    } else if (numbered.containsKey(number)) {
      throw JellyException.value("reference: " + number + " twice (expected: once)");
    }
    numbered.put(number, value);
  }

  private @Nullable Object dereference(BananaCursor in, int items) {
    Object number = plain(in, items, "dereference");
    if (numbered == null) {
      numbered = new HashMap<>();
    }
    if (!numbered.containsKey(number)) {
      numbered.put(number, new Pending());
    }
    @Nullable Object value = numbered.get(number);
    if (value instanceof Pending pending && pending.known) {
      return pending.value;
    }
    if (value instanceof Pending || (open != null && value != null && open.contains(value))) {
      unfinished++;
    }
    return value;
  }

  private void open(Object object) {
    if (open == null) {
      open = Collections.newSetFromMap(new IdentityHashMap<>());
    }
    open.add(object);
  }

  // ---- containers

  private Object list(BananaCursor in, int items) {
    List<@Nullable Object> list = new ArrayList<>(items);
    define(takeName(), list);
    for (int i = 0; i < items; i++) {
      @Nullable Object item = value(in);
      if (item instanceof Pending pending) {
        int index = i;
        list.add(null);
        pending.then(value -> list.set(index, value));
      } else {
        list.add(item);
      }
    }
    return list;
  }

  private Object tuple(BananaCursor in, int items) {
    Object number = takeName();
    if (items == 0) {
      define(number, PbTuple.of());
      return PbTuple.of();
    }
    PbTuple tuple = new PbTuple(items);
    if (number != null) {
      define(number, tuple);
      open(tuple);
    }
    for (int i = 0; i < items; i++) {
      @Nullable Object item = value(in);
      int index = i;
      if (item instanceof Pending pending) {
        pending.then(value -> tuple.fill(index, value));
      } else {
        tuple.fill(index, item);
      }
    }
    close(number, tuple);
    return tuple;
  }

  private void close(@Nullable Object number, Object object) {
    if (number != null && open != null) {
      open.remove(object);
    }
  }

  private Object dictionary(BananaCursor in, int items) {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    define(takeName(), map);
    for (int i = 0; i < items; i++) {
      if (in.next() != Kind.LIST || in.count() != 2) {
        throw JellyException.type("dictionary: no pair (expected: lists of a key and a value)");
      }
      @Nullable Object key = value(in);
      if (key instanceof Pending || (open != null && key != null && open.contains(key))) {
        throw JellyException.type("dictionary: key is not there yet (expected: a finished one)");
      }
      checkHash(key);
      @Nullable Object value = value(in);
      if (value instanceof Pending pending) {
        map.put(key, null);
        pending.then(found -> map.put(key, found));
      } else {
        map.put(key, value);
      }
    }
    return map;
  }

  /// Python cannot have such keys and members either; here they would change under the map.
  private static void checkHash(@Nullable Object key) {
    if (key instanceof List || key instanceof Map || key instanceof Set) {
      throw JellyException.type(
          "key: " + key.getClass().getSimpleName() + " (expected: a value that cannot change)");
    }
  }

  private Object set(BananaCursor in, int items, Set<@Nullable Object> set) {
    define(takeName(), set);
    members(in, items, set::add);
    return set;
  }

  private Object frozenSet(BananaCursor in, int items) {
    Object number = takeName();
    PbFrozenSet set = new PbFrozenSet();
    if (number != null) {
      define(number, set);
      open(set);
    }
    members(in, items, set::fill);
    close(number, set);
    return set;
  }

  private void members(BananaCursor in, int items, Consumer<@Nullable Object> add) {
    long before = unfinished;
    @Nullable Object[] found = new @Nullable Object[items];
    for (int i = 0; i < items; i++) {
      found[i] = value(in);
      checkHash(found[i]);
    }
    Runnable filling =
        () -> {
          for (@Nullable Object member : found) {
            if (member instanceof Pending pending) {
              checkHash(pending.value);
              add.accept(pending.value);
            } else {
              add.accept(member);
            }
          }
        };
    if (unfinished == before) {
      filling.run();
    } else {
      fillings.add(filling);
    }
  }

  // ---- instances

  /// Reads the only item of a form, which must not be a reference that comes later.
  private @Nullable Object settled(BananaCursor in, int items, String form) {
    if (items != 1) {
      throw JellyException.type(form + ": " + items + " items (expected: 1)");
    }
    @Nullable Object value = value(in);
    if (value instanceof Pending) {
      throw JellyException.value(form + ": its state is not there yet (expected: a value)");
    }
    return value;
  }

  private @Nullable Object registered(BananaCursor in, int items, String tag) {
    Object number = takeName();
    return switch (types.maker(tag)) {
      case PbTypes.Made(var make) -> {
        long before = unfinished;
        @Nullable Object state = withTextKeys(settled(in, items, tag));
        if (unfinished == before) {
          Object made = make.apply(state);
          define(number, made);
          yield made;
        }
        Pending later = new Pending();
        define(number, later);
        makings.add(() -> later.is(make.apply(state)));
        unfinished++;
        yield later;
      }
      case PbTypes.Filled(var create, var fill) -> {
        Object made = create.get();
        define(number, made);
        long before = unfinished;
        @Nullable Object state = withTextKeys(settled(in, items, tag));
        if (unfinished == before) {
          fill.accept(made, state);
        } else {
          fillings.addFirst(() -> fill.accept(made, state));
        }
        yield made;
      }
      case null -> {
        // a reference with its class's name: the number comes last, the class may send more
        for (int i = 1; i < items; i++) {
          in.skip();
        }
        Object remote = references.remote(number(in, Math.min(items, 1), tag), tag);
        define(number, remote);
        yield remote;
      }
    };
  }

  private Object cache(BananaCursor in, int items, String tag, PbTypes.Filled maker) {
    Object number = takeName();
    if (items != 2) {
      throw JellyException.type(tag + ": " + items + " items (expected: a number and a state)");
    }
    Object made = maker.create().get();
    Object handle = references.cache(tag, number(in, 1, tag), made);
    define(number, handle);
    long before = unfinished;
    @Nullable Object state = withTextKeys(settled(in, 1, tag));
    if (unfinished == before) {
      maker.fill().accept(made, state);
    } else {
      fillings.addFirst(() -> maker.fill().accept(made, state));
    }
    return handle;
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

  private Object instance(BananaCursor in, int items, String type) {
    Object number = takeName();
    types.checkClass(type, type);
    PbInstance instance = new PbInstance(type);
    define(number, instance);
    instance.fill(settled(in, items, type));
    return instance;
  }

  private Object oldInstance(BananaCursor in, int items) {
    Object number = takeName();
    if (items != 2 || !(value(in) instanceof PbName.OfClass(String type))) {
      throw JellyException.type("instance: no class (expected: a class and a state)");
    }
    PbInstance instance = new PbInstance(type);
    define(number, instance);
    instance.fill(settled(in, 1, type));
    return instance;
  }

  private Object method(BananaCursor in, int items) {
    if (items != 3 || in.next() != Kind.STRING) {
      throw JellyException.type("method: no name (expected: a name, an object and a class)");
    }
    String name = in.text();
    @Nullable Object self = settled(in, 1, "method");
    if (!(value(in) instanceof PbName.OfClass type)) {
      throw JellyException.type("method: no class (expected: a name, an object and a class)");
    }
    return new PbName.OfMethod(name, self, type);
  }
}
