package dev.sennit.amp;

import dev.sennit.amp.schema.SchemaField;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.ProtocolException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns records of one class into the pairs of a box, and back. Made once per command: whatever is
/// wrong with the record is said then.
///
/// Components are written and read in the order in which they are declared, which decides which
/// error comes first.
final class RecordCodec<T> {
  private static final int MOST_DIRECT = 64;

  private final Class<T> type;
  private final MethodHandle constructor;
  private final List<ComponentCodec> components;
  private final @Nullable MethodHandle direct; // from box and connection to record, at one go

  private RecordCodec(
      Class<T> type,
      MethodHandle constructor,
      List<ComponentCodec> components,
      @Nullable MethodHandle direct) {
    this.type = type;
    this.constructor = constructor;
    this.components = components;
    this.direct = direct;
  }

  /// @param outer the records around this one, which must not hold themselves
  /// @throws IllegalArgumentException if the class is no record, or a component has no type on the
  ///   wire; names it
  static <T> RecordCodec<T> of(Class<T> type, Set<Class<?>> outer) {
    if (!type.isRecord()) {
      throw new IllegalArgumentException(
          "class: " + type.getName() + " (expected: a record, whose components are the fields)");
    }
    Set<Class<?>> inside = new HashSet<>(outer);
    if (!inside.add(type)) {
      throw new IllegalArgumentException(
          "class: " + type.getName() + " (expected: a record that does not hold itself)");
    }
    RecordComponent[] parts = type.getRecordComponents();
    List<ComponentCodec> components = new ArrayList<>(parts.length);
    Set<Object> keys = new HashSet<>();
    for (RecordComponent part : parts) {
      ComponentCodec codec = ComponentCodec.of(part, inside);
      if (!keys.add(codec.key())) {
        throw new IllegalArgumentException(
            codec.name() + ": key " + codec.key() + " (expected: another one than its fellows)");
      }
      components.add(codec);
    }
    MethodHandle canonical = constructor(type, parts);
    MethodHandle spread =
        canonical
            .asSpreader(Object[].class, parts.length)
            .asType(MethodType.methodType(Object.class, Object[].class));
    return new RecordCodec<>(type, spread, components, direct(canonical, components));
  }

  /// The whole way from a box to a record as one handle, which makes no array of the components and
  /// no objects of numbers. Null where what was read has to be given back if the rest cannot be,
  /// and where the handle would have too many parameters on its way.
  private static @Nullable MethodHandle direct(
      MethodHandle constructor, List<ComponentCodec> components) {
    int count = components.size();
    if (count > MOST_DIRECT || components.stream().anyMatch(ComponentCodec::mayHold)) {
      return null;
    }
    MethodHandle whole = constructor;
    for (int i = count - 1; i >= 0; i--) { // so that the first component is read first
      Class<?> part = constructor.type().parameterType(i);
      whole = MethodHandles.collectArguments(whole, i, Primitives.reader(components.get(i), part));
    }
    int[] order = new int[2 * count];
    for (int i = 0; i < order.length; i++) {
      order[i] = i % 2;
    }
    MethodType type = MethodType.methodType(Object.class, AmpBox.class, AmpConnection.class);
    return MethodHandles.permuteArguments(
        whole.asType(whole.type().changeReturnType(Object.class)), type, order);
  }

  private static MethodHandle constructor(Class<?> type, RecordComponent[] parts) {
    Class<?>[] types = new Class<?>[parts.length];
    for (int i = 0; i < parts.length; i++) {
      types[i] = parts[i].getType();
    }
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return MethodHandles.lookup().unreflectConstructor(canonical);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw closed(type, e);
    }
  }

  static IllegalArgumentException closed(Class<?> type, Exception cause) {
    return new IllegalArgumentException(
        "class: "
            + type.getName()
            + " cannot be used (expected: a public record, or a package that is open to"
            + " dev.sennit.amp)",
        cause);
  }

  /// How many components there are.
  int size() {
    return components.size();
  }

  /// Puts the record's components into the box.
  ///
  /// @throws IllegalArgumentException if a component is null or has no form on the wire; names it
  void write(T value, AmpBox.Builder box, AmpConnection connection) {
    for (int i = 0; i < components.size(); i++) {
      components.get(i).write(value, box, connection);
    }
  }

  /// Makes a record of the box; what else is in it does not matter.
  ///
  /// @throws ProtocolException if something is missing or cannot be read; names it
  T read(AmpBox box, AmpConnection connection) {
    return direct == null ? readEach(box, connection) : make(direct, box, connection);
  }

  private T readEach(AmpBox box, AmpConnection connection) {
    @Nullable Object[] values = new @Nullable Object[components.size()];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = components.get(i).read(box, connection);
      }
      return make(values);
    } catch (RuntimeException e) {
      for (int i = 0; i < values.length; i++) {
        components.get(i).discard(values[i]);
      }
      throw e;
    }
  }

  /// Closes the open files that a record holds.
  void discard(T value) {
    for (int i = 0; i < components.size(); i++) {
      ComponentCodec component = components.get(i);
      if (component.mayHold()) {
        component.discard(component.valueOf(value));
      }
    }
  }

  private T make(MethodHandle how, AmpBox box, AmpConnection connection) {
    try {
      return type.cast((Object) how.invokeExact(box, connection));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private T make(@Nullable Object[] values) {
    try {
      return type.cast((Object) constructor.invokeExact(values));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private RuntimeException failed(Throwable thrown) {
    return switch (thrown) {
      case IllegalArgumentException e ->
          new ProtocolException(type.getSimpleName() + ": " + e.getMessage(), e);
      case RuntimeException e -> e;
      case Error e -> throw e;
      default ->
          new IllegalStateException(type.getSimpleName() + ": its constructor failed", thrown);
    };
  }

  /// The components as data.
  List<SchemaField> schema() {
    return components.stream()
        .map(component ->
            new SchemaField(
                component.key().utf8(), TypeFinder.schema(component.field()), component.optional()))
        .toList();
  }

  @Override
  public String toString() {
    return type.getSimpleName();
  }
}
