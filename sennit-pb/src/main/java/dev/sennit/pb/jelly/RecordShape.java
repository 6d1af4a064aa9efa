package dev.sennit.pb.jelly;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A record as a set of attributes.
final class RecordShape<R extends Record> {
  private static final ClassValue<Optional<RecordShape<?>>> SHAPES =
      new ClassValue<>() {
        @Override
        protected Optional<RecordShape<?>> computeValue(Class<?> type) {
          try {
            return Optional.of(new RecordShape<>(type.asSubclass(Record.class)));
          } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return Optional.empty();
          }
        }
      };

  private final Class<R> type;
  private final RecordComponent[] components;
  private final MethodHandle constructor;
  private final MethodHandle[] accessors;

  private RecordShape(Class<R> type) throws ReflectiveOperationException {
    this.type = type;
    this.components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    var declared = type.getDeclaredConstructor(types);
    declared.setAccessible(true);
    this.constructor =
        MethodHandles.lookup()
            .unreflectConstructor(declared)
            .asSpreader(Object[].class, types.length);
    this.accessors = new MethodHandle[types.length];
    for (int i = 0; i < types.length; i++) {
      var accessor = components[i].getAccessor();
      accessor.setAccessible(true);
      accessors[i] = MethodHandles.lookup().unreflect(accessor);
    }
  }

  static <R extends Record> RecordShape<R> of(Class<R> type) {
    try {
      RecordShape<R> shape = new RecordShape<>(type);
      for (RecordComponent component : shape.components) {
        Fitting.check(component.getGenericType(), type.getName() + "." + component.getName());
      }
      return shape;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalArgumentException(
          type.getName() + ": cannot be used (expected: a record in an open package): " + e, e);
    }
  }

  /// What any record is made of; nothing if it does not let itself be looked into, as those made
  /// here do.
  static List<@Nullable Object> parts(Record value) {
    return SHAPES.get(value.getClass()).map(shape -> shape.partsOf(value)).orElse(List.of());
  }

  private List<@Nullable Object> partsOf(Record value) {
    List<@Nullable Object> parts = new ArrayList<>(accessors.length);
    for (int i = 0; i < accessors.length; i++) {
      parts.add(part(value, i));
    }
    return parts;
  }

  private @Nullable Object part(Object value, int index) {
    try {
      return accessors[index].invoke(value);
    } catch (Throwable e) {
      throw new IllegalStateException(type.getName() + "." + components[index].getName(), e);
    }
  }

  @Nullable Object state(Object value) {
    Map<String, @Nullable Object> state = new LinkedHashMap<>();
    for (int i = 0; i < components.length; i++) {
      state.put(components[i].getName(), part(value, i));
    }
    return state;
  }

  R make(@Nullable Object state) {
    if (!(state instanceof Map<?, ?> map)) {
      throw JellyException.type(
          type.getName() + ": " + PbFailure.kind(state) + " (expected: a dictionary)");
    }
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] =
          Fitting.fit(
              map.get(components[i].getName()),
              components[i].getGenericType(),
              type.getSimpleName() + "." + components[i].getName());
    }
    try {
      return type.cast(constructor.invoke(values));
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(type.getName(), e);
    }
  }
}
