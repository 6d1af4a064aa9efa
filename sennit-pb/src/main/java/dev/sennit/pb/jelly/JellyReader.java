package dev.sennit.pb.jelly;

import dev.sennit.pb.wire.BananaCursor;
import dev.sennit.pb.wire.BananaCursor.Kind;
import dev.sennit.pb.wire.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
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

  private final PbTypes types;
  private final References references;
  private final List<Runnable> makings = new ArrayList<>(0);
  private final List<Runnable> fillings = new ArrayList<>(0);
  private final Sharing sharing = new Sharing();
  private final InstanceForms instances;

  /// @param types what may come
  /// @param references what belongs to the connection
  public JellyReader(PbTypes types, References references) {
    this.types = types;
    this.references = references;
    this.instances = new InstanceForms(this, types, references, sharing);
  }

  /// Reads one value. To be called once.
  ///
  /// @throws JellyException if the items are none, or not allowed
  public @Nullable Object read(Item item) {
    try {
      @Nullable Object value = value(item.cursor());
      makings.forEach(Runnable::run);
      sharing.check();
      if (value instanceof Pending pending) {
        value = pending.value();
      }
      fillings.forEach(Runnable::run);
      return value;
    } catch (JellyException e) {
      throw e;
    } catch (ArithmeticException | java.time.DateTimeException e) {
      throw JellyException.value(String.valueOf(e.getMessage()));
    }
  }

  @Nullable Object value(BananaCursor in) {
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
      return instances.registered(in, items, atom);
    }
    PbTypes.Filled cache = types.cache(atom);
    if (cache == null && items == 2) {
      cache = types.anyCache(atom);
    }
    if (cache != null) {
      return instances.cache(in, items, atom, cache);
    }
    return switch (atom) {
      case "None" -> PlainForms.rest(in, items, null);
      case "unicode" -> PlainForms.text(in, items);
      case "boolean" -> PlainForms.truth(in, items);
      case "list" -> list(in, items);
      case "tuple" -> tuple(in, items);
      case "dictionary" -> dictionary(in, items);
      case "set" -> set(in, items, new LinkedHashSet<>());
      case "frozenset" -> frozenSet(in, items);
      case "reference" -> reference(in, items);
      case "dereference" -> sharing.dereference(PlainForms.plain(in, items, atom));
      case "decimal" -> PlainForms.decimal(in, items);
      case "date", "time", "datetime", "timedelta" ->
          Times.read(atom, PlainForms.word(in, items, atom));
      case "remote" -> references.remote(PlainForms.number(in, items, atom), atom);
      case "local" -> references.local(PlainForms.plain(in, items, atom));
      case "cached" -> references.cached(PlainForms.number(in, items, atom));
      case "lcache" -> references.lcache(PlainForms.number(in, items, atom));
      case "unpersistable" -> new PbUnpersistable(PlainForms.word(in, items, atom));
      case "persistent" -> types.ofId(PlainForms.plain(in, items, atom));
      case "class" -> {
        String name = PlainForms.word(in, items, atom);
        types.checkClass(name, name);
        yield new PbName.OfClass(name);
      }
      case "module" -> {
        String name = PlainForms.word(in, items, atom);
        types.checkModule(name, name);
        yield new PbName.OfModule(name);
      }
      case "function" -> {
        String name = PlainForms.word(in, items, atom);
        types.checkModule(PbTypes.module(name), name);
        yield new PbName.OfFunction(name);
      }
      case "method" -> instances.method(in, items);
      case "instance" -> instances.oldInstance(in, items);
      case PbFailure.TAG -> instances.failure(in, items);
      default -> instances.instance(in, items, atom);
    };
  }

  private @Nullable Object reference(BananaCursor in, int items) {
    if (items != 2) {
      throw JellyException.type("reference: " + items + " items (expected: 2)");
    }
    @Nullable Object outer = sharing.takeName(); // a reference around this one
    sharing.name(PlainForms.plain(in, 2, "reference"));
    @Nullable Object value = value(in);
    sharing.define(sharing.takeName(), value); // where the form itself did not
    sharing.define(outer, value);
    return value;
  }

  /// Makes something when all is read.
  void makeLater(Runnable making) {
    makings.add(making);
  }

  /// Fills something when all is made, before what was to be filled until now.
  void fillFirst(Runnable filling) {
    fillings.addFirst(filling);
  }

  // ---- containers

  private Object list(BananaCursor in, int items) {
    List<@Nullable Object> list = new ArrayList<>(items);
    sharing.define(sharing.takeName(), list);
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
    Object number = sharing.takeName();
    if (items == 0) {
      sharing.define(number, PbTuple.of());
      return PbTuple.of();
    }
    PbTuple tuple = new PbTuple(items);
    if (number != null) {
      sharing.define(number, tuple);
      sharing.open(tuple);
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
    sharing.close(number, tuple);
    return tuple;
  }

  private Object dictionary(BananaCursor in, int items) {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    sharing.define(sharing.takeName(), map);
    Keys keys = new Keys(items);
    for (int i = 0; i < items; i++) {
      if (in.next() != Kind.LIST || in.count() != 2) {
        throw JellyException.type("dictionary: no pair (expected: lists of a key and a value)");
      }
      @Nullable Object key = value(in);
      Keys.check(key);
      @Nullable Object value = value(in);
      int size = map.size();
      if (value instanceof Pending pending) {
        map.put(key, null);
        pending.then(found -> map.put(key, found));
      } else {
        map.put(key, value);
      }
      if (map.size() > size) {
        keys.added(key);
      }
    }
    return map;
  }

  private Object set(BananaCursor in, int items, Set<@Nullable Object> set) {
    sharing.define(sharing.takeName(), set);
    members(in, items, set::add, () -> {});
    return set;
  }

  private Object frozenSet(BananaCursor in, int items) {
    Object number = sharing.takeName();
    PbFrozenSet set = new PbFrozenSet();
    if (number != null) {
      sharing.define(number, set);
      sharing.open(set);
    }
    members(in, items, set::fill, set::finish);
    sharing.close(number, set);
    return set;
  }

  /// @param add says whether it was no member yet
  /// @param finish is told when all are in
  private void members(
      BananaCursor in, int items, Predicate<@Nullable Object> add, Runnable finish) {
    long before = sharing.unfinished();
    @Nullable Object[] found = new @Nullable Object[items];
    for (int i = 0; i < items; i++) {
      found[i] = value(in);
    }
    Runnable filling =
        () -> {
          Keys keys = new Keys(items);
          for (@Nullable Object each : found) {
            @Nullable Object member = each instanceof Pending pending ? pending.value() : each;
            Keys.check(member);
            if (add.test(member)) {
              keys.added(member);
            }
          }
          finish.run();
        };
    if (sharing.unfinished() == before) {
      filling.run();
    } else {
      fillings.add(filling);
    }
  }
}
