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
  private final Class<T> type;
  private final MethodHandle constructor;
  private final List<ComponentCodec> components;

  private RecordCodec(Class<T> type, MethodHandle constructor, List<ComponentCodec> components) {
    this.type = type;
    this.constructor = constructor;
    this.components = components;
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
    return new RecordCodec<>(type, constructor(type, parts), components);
  }

  private static MethodHandle constructor(Class<?> type, RecordComponent[] parts) {
    Class<?>[] types = new Class<?>[parts.length];
    for (int i = 0; i < parts.length; i++) {
      types[i] = parts[i].getType();
    }
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return MethodHandles.lookup()
          .unreflectConstructor(canonical)
          .asSpreader(Object[].class, parts.length)
          .asType(MethodType.methodType(Object.class, Object[].class));
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

  private T make(@Nullable Object[] values) {
    Object made;
    try {
      made = (Object) constructor.invokeExact(values);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(type.getSimpleName() + ": " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(type.getSimpleName() + ": its constructor failed", e);
    }
    return type.cast(made);
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
