package dev.sennit.pb.jelly;

import dev.sennit.net.wire.Octets;
import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.BananaWriter;
import dev.sennit.pb.wire.Dialect;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Turns one value into items.
///
/// Runs on the thread of whoever sends, and reads the value there and then. An object that is met a
/// second time is written as a dereference, and its first place is remembered as a gap in front of
/// which the reference's head is put in the end: so a value is walked over once.
///
/// Belongs to one thread.
public final class JellyWriter {
  /// What cannot hold anything and is one object for everybody: not worth a reference.
  private static final Set<Object> EMPTY_CONSTANTS =
      Collections.newSetFromMap(new IdentityHashMap<>());

  static {
    EMPTY_CONSTANTS.addAll(
        List.of(
            List.of(),
            Collections.EMPTY_LIST,
            Map.of(),
            Collections.EMPTY_MAP,
            Set.of(),
            Collections.EMPTY_SET,
            PbTuple.of()));
  }

  /// Writes what Jelly does not know: objects that stay at home, and references to the peer's.
  @FunctionalInterface
  public interface Others {
    /// Knows nothing.
    Others NONE = (_, _) -> false;

    /// Writes one item for the value, or does nothing.
    ///
    /// @return whether it knows such values
    boolean write(Object value, JellyWriter out);
  }

  private static final class Mark {
    final int position;
    final int order;
    int number;

    Mark(int position, int order) {
      this.position = position;
      this.order = order;
    }
  }

  private final PbTypes types;
  private final Dialect dialect;
  private final BananaLimits limits;
  private final Others others;
  private final BananaWriter out;
  private final List<Jellied.Gap> gaps = new ArrayList<>(0);
  private final List<Object> kept = new ArrayList<>(0);
  private @Nullable IdentityHashMap<Object, Mark> seen;
  private int order;
  private JellyWriter root = this; // counts the references of a whole value
  private int references;
  private int depth;

  /// @param types what may be sent, and how
  /// @param others writes what is not in the table of this package
  public JellyWriter(PbTypes types, Dialect dialect, BananaLimits limits, Others others) {
    this.types = types;
    this.dialect = dialect;
    this.limits = limits;
    this.others = others;
    this.out = new BananaWriter(dialect, limits);
  }

  /// What is written; the writer must not be used any more.
  public Jellied finish() {
    if (gaps.size() > 1) {
      Collections.sort(gaps);
    }
    return new Jellied(out.finish(), gaps, kept);
  }

  /// Tells what was left in gaps, since the value cannot be written after all.
  public void abandon(Consumer<Object> left) {
    Jellied.drop(gaps, left);
  }

  /// A writer of a part that may be written elsewhere or not at all: nothing in it refers to what
  /// is outside, nor the other way round.
  public JellyWriter inside() {
    JellyWriter inside = new JellyWriter(types, dialect, limits, others);
    inside.root = root;
    inside.depth = depth;
    return inside;
  }

  /// For whoever writes items of its own.
  public BananaWriter banana() {
    return out;
  }

  /// Leaves a gap for the reference to an object.
  public void gap(Object object) {
    gaps.add(new Jellied.Gap(out.length(), order++, object));
  }

  /// Keeps an object from being collected until the value is written.
  public void keep(Object object) {
    kept.add(object);
  }

  /// Writes a value.
  ///
  /// @throws JellyException if it, or what it holds, cannot be sent; names its class
  /// @throws dev.sennit.net.ProtocolException if it is beyond a limit
  public void value(@Nullable Object value) {
    switch (value) {
      case null -> out.list(1).string("None");
      case String text -> text(text);
      case Integer number -> out.number(number);
      case Long number -> out.number(number);
      case Octets octets -> out.string(octets);
      case byte[] bytes -> out.string(bytes);
      case Boolean truth -> out.list(2).string("boolean").string(truth ? "true" : "false");
      case Double number -> out.real(number);
      case Float number -> out.real(number);
      case Short number -> out.number(number);
      case Byte number -> out.number(number);
      case BigInteger number -> out.number(number);
      default -> composed(value);
    }
  }

  private void composed(Object value) {
    if (++depth >= limits.depth()) {
      throw JellyException.value(
          "value: nested deeper (expected: " + limits.depth() + " levels or fewer)");
    }
    Object id = types.idOf(value);
    if (id != null) {
      persistent(id);
      depth--;
      return;
    }
    switch (value) {
      case List<?> list -> items("list", list, list);
      case PbTuple tuple -> items("tuple", tuple, tuple.asList());
      case Map<?, ?> map -> map(map);
      case Set<?> set -> items("set", set, set);
      case PbFrozenSet set -> items("frozenset", set, set.asSet());
      case PbInstance instance -> instance(instance);
      case PbFailure failure -> {
        out.list(2).string(PbFailure.TAG);
        value(failure.state(limits.stringBytes()));
      }
      case PbUnpersistable(String reason) -> out.list(2).string("unpersistable").string(reason);
      case PbName name -> name(name);
      case BigDecimal number -> decimal(number);
      case Optional<?> optional -> value(optional.orElse(null));
      case LocalDate date -> date(date);
      case LocalTime time -> out.list(2).string("time").string(fields(time));
      case LocalDateTime time -> {
        out.list(2).string("datetime");
        out.string(fields(time.toLocalDate()) + " " + fields(time.toLocalTime()));
      }
      case Duration time -> duration(time);
      case Object[] array -> array(array);
      case int[] array -> {
        out.list(array.length + 1).string("list");
        for (int number : array) {
          out.number(number);
        }
      }
      case long[] array -> {
        out.list(array.length + 1).string("list");
        for (long number : array) {
          out.number(number);
        }
      }
      case double[] array -> {
        out.list(array.length + 1).string("list");
        for (double number : array) {
          out.real(number);
        }
      }
      default -> registered(value);
    }
    depth--;
  }

  private void persistent(Object id) {
    out.list(2).string("persistent");
    switch (id) {
      case Long number -> out.number(number);
      case Octets octets -> out.string(octets);
      default ->
          throw JellyException.value(
              "id: " + id.getClass().getName() + " (expected: Long or Octets)");
    }
  }

  private void text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw JellyException.value(
              "text: an unpaired surrogate at " + i + " (expected: characters of Unicode)");
        }
        i++;
      }
    }
    out.list(2).string("unicode").string(text);
  }

  /// Writes a dereference if the object was met before; else remembers where it is written.
  ///
  /// @return whether it is written
  public boolean repeated(Object object) {
    if (EMPTY_CONSTANTS.contains(object)) {
      return false;
    }
    if (seen == null) {
      seen = new IdentityHashMap<>();
    }
    Mark mark = seen.get(object);
    if (mark == null) {
      seen.put(object, new Mark(out.length(), order++));
      return false;
    }
    if (mark.number == 0) {
      mark.number = ++root.references;
      gaps.add(
          new Jellied.Gap(
              mark.position,
              mark.order,
              new BananaWriter(dialect, limits)
                  .list(3)
                  .string("reference")
                  .number(mark.number)
                  .finish()));
    }
    out.list(2).string("dereference").number(mark.number);
    return true;
  }

  private void items(String word, Object self, Collection<? extends @Nullable Object> items) {
    if (repeated(self)) {
      return;
    }
    int left = items.size();
    out.list(left + 1).string(word);
    for (@Nullable Object item : items) {
      value(item);
      left--;
    }
    unchanged(left, word);
  }

  /// The head of the list is written: it must not turn out to be wrong.
  private static void unchanged(int left, String what) {
    if (left != 0) {
      throw new java.util.ConcurrentModificationException(what + ": changed while it was sent");
    }
  }

  private void array(Object[] array) {
    if (!repeated(array)) {
      out.list(array.length + 1).string("list");
      for (Object item : array) {
        value(item);
      }
    }
  }

  private void map(Map<?, ?> map) {
    if (repeated(map)) {
      return;
    }
    int left = map.size();
    out.list(left + 1).string("dictionary");
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.list(2);
      value(entry.getKey());
      value(entry.getValue());
      left--;
    }
    unchanged(left, "dictionary");
  }

  private void instance(PbInstance instance) {
    if (!repeated(instance)) {
      out.list(2).string(instance.type());
      value(instance.state());
    }
  }

  private void name(PbName name) {
    switch (name) {
      case PbName.OfClass(String dotted) -> out.list(2).string("class").string(dotted);
      case PbName.OfModule(String dotted) -> out.list(2).string("module").string(dotted);
      case PbName.OfFunction(String dotted) -> out.list(2).string("function").string(dotted);
      case PbName.OfMethod(String method, Object self, PbName.OfClass type) -> {
        out.list(4).string("method").string(method);
        value(self);
        value(type);
      }
    }
  }

  private void decimal(BigDecimal number) {
    out.list(3).string("decimal").number(number.unscaledValue()).number(-(long) number.scale());
  }

  private void date(LocalDate date) {
    out.list(2).string("date").string(fields(date));
  }

  private static String fields(LocalDate date) {
    if (date.getYear() < 1 || date.getYear() > 9999) {
      throw JellyException.value("year: " + date.getYear() + " (expected: 1 to 9999)");
    }
    return date.getYear() + " " + date.getMonthValue() + " " + date.getDayOfMonth();
  }

  private static String fields(LocalTime time) {
    return time.getHour()
        + " "
        + time.getMinute()
        + " "
        + time.getSecond()
        + " "
        + time.getNano() / 1000;
  }

  private void duration(Duration time) {
    long days = Math.floorDiv(time.getSeconds(), 86_400);
    if (Math.abs(days) > 999_999_999) {
      throw JellyException.value("days: " + days + " (expected: -999999999 to 999999999)");
    }
    long seconds = Math.floorMod(time.getSeconds(), 86_400L);
    out.list(2).string("timedelta");
    out.string(days + " " + seconds + " " + time.getNano() / 1000);
  }

  private void registered(Object value) {
    PbTypes.Copy copy =
        types.copyOf(value instanceof Enum<?> one ? one.getDeclaringClass() : value.getClass());
    if (copy != null) {
      if (!repeated(value)) {
        out.list(2).string(copy.tag());
        value(copy.state(value));
      }
    } else if (!others.write(value, this)) {
      throw JellyException.insecure(
          value.getClass().getName()
              + ": cannot be sent (expected: a type of the table in dev.sennit.pb.jelly, a class"
              + " registered with PbTypes, or a PbObject)");
    }
  }
}
