package dev.sennit.pb.jelly;

import dev.sennit.net.wire.Octets;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes values that came fit the Java types that want them: `Long` to `int` if it is in range, a
/// list to a list of such, a tuple to a list or an array. Text and bytes are never mixed up.
public final class Fitting {

  /// Fits what only the upper layer knows, a reference to an interface for example.
  @FunctionalInterface
  public interface Others {
    /// Knows nothing.
    Others NONE = (_, _) -> null;

    /// The value as that type, or null if it does not fit.
    @Nullable Object fit(Object value, Class<?> type);
  }

  private Fitting() {}

  /// The value as that type.
  ///
  /// @param what names it in the message
  /// @throws JellyException if it does not fit
  public static @Nullable Object fit(@Nullable Object value, Type type, String what) {
    return fit(value, type, what, Others.NONE);
  }

  /// The value as that type.
  ///
  /// @param what names it in the message
  /// @param others is asked before a value is refused
  /// @throws JellyException if it does not fit
  public static @Nullable Object fit(
      @Nullable Object value, Type type, String what, Others others) {
    Class<?> raw = raw(type);
    if (raw == Optional.class) {
      return Optional.ofNullable(fit(value, argument(type, 0), what, others));
    }
    if (value == null) {
      if (raw.isPrimitive() && raw != void.class) {
        throw wrong(what, null, raw);
      }
      return null;
    }
    @Nullable Object fitted =
        switch (value) {
          case Long number -> number(number, raw);
          case BigInteger number -> raw == BigDecimal.class ? new BigDecimal(number) : null;
          case Double number ->
              raw == double.class
                  ? number
                  : raw == float.class || raw == Float.class ? (Object) number.floatValue() : null;
          case Boolean truth -> raw == boolean.class ? truth : null;
          case Octets octets -> raw == byte[].class ? octets.toBytes() : null;
          case List<?> list -> items(list, type, raw, what, others);
          case PbTuple tuple when raw != PbTuple.class && raw != Object.class ->
              items(tuple.asList(), type, raw, what, others);
          case PbFrozenSet set when Collection.class.isAssignableFrom(raw) ->
              items(set.asSet(), type, raw, what, others);
          case Set<?> set -> items(set, type, raw, what, others);
          case Map<?, ?> map -> entries(map, type, raw, what, others);
          default -> null;
        };
    if (fitted != null) {
      return fitted;
    }
    if (raw.isInstance(value)) {
      return value;
    }
    Object other = others.fit(value, raw);
    if (other != null) {
      return other;
    }
    throw wrong(what, value, raw);
  }

  private static @Nullable Object number(long number, Class<?> raw) {
    if (raw == long.class || raw == Long.class) {
      return number;
    }
    if ((raw == int.class || raw == Integer.class) && (int) number == number) {
      return (int) number;
    }
    if (raw == double.class || raw == Double.class) {
      return (double) number;
    }
    if ((raw == short.class || raw == Short.class) && (short) number == number) {
      return (short) number;
    }
    if ((raw == byte.class || raw == Byte.class) && (byte) number == number) {
      return (byte) number;
    }
    if (raw == float.class || raw == Float.class) {
      return (float) number;
    }
    if (raw == BigInteger.class) {
      return BigInteger.valueOf(number);
    }
    return raw == BigDecimal.class ? BigDecimal.valueOf(number) : null;
  }

  private static @Nullable Object items(
      Collection<?> items, Type type, Class<?> raw, String what, Others others) {
    if (raw == List.class || raw == Collection.class || raw == Iterable.class) {
      return list(items, type, what, others);
    }
    if (raw == Set.class) {
      return members(items, type, what, others);
    }
    if (raw.isArray()) {
      Class<?> part = raw.getComponentType();
      Object array = java.lang.reflect.Array.newInstance(part, items.size());
      int i = 0;
      for (Object item : items) {
        java.lang.reflect.Array.set(array, i++, fit(item, part, what + " item", others));
      }
      return array;
    }
    return null;
  }

  private static List<@Nullable Object> list(
      Collection<?> items, Type type, String what, Others others) {
    Type part = argument(type, 0);
    List<@Nullable Object> list = new ArrayList<>(items.size());
    for (Object item : items) {
      list.add(fit(item, part, what + " item", others));
    }
    return list;
  }

  /// A list that is to be a set may hold what a set may not.
  private static Set<@Nullable Object> members(
      Collection<?> items, Type type, String what, Others others) {
    Type part = argument(type, 0);
    Set<@Nullable Object> members = new LinkedHashSet<>();
    Keys keys = new Keys(items.size());
    for (Object item : items) {
      Keys.check(item);
      Object member = fit(item, part, what + " item", others);
      if (members.add(member)) {
        keys.added(member);
      }
    }
    return members;
  }

  private static @Nullable Object entries(
      Map<?, ?> map, Type type, Class<?> raw, String what, Others others) {
    if (raw != Map.class) {
      return null;
    }
    Map<@Nullable Object, @Nullable Object> fitted = new LinkedHashMap<>();
    map.forEach((key, value) ->
        fitted.put(
            fit(key, argument(type, 0), what + " key", others),
            fit(value, argument(type, 1), what + " value", others)));
    return fitted;
  }

  /// @throws IllegalArgumentException if no value can ever fit the type
  static void check(Type type, String what) {
    if (type instanceof TypeVariable<?>) {
      throw new IllegalArgumentException(
          what + ": " + type + " (expected: a type without variables)");
    }
    if (type instanceof ParameterizedType generic) {
      Arrays.stream(generic.getActualTypeArguments()).forEach(each -> check(each, what));
    }
  }

  private static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      case WildcardType wild -> raw(wild.getUpperBounds()[0]);
      default -> Object.class;
    };
  }

  private static Type argument(Type type, int index) {
    return type instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[index]
        : Object.class;
  }

  private static JellyException wrong(String what, @Nullable Object value, Class<?> type) {
    String found =
        switch (value) {
          case null -> "None";
          case Long number -> number.toString();
          case Double number -> number.toString();
          case Boolean truth -> truth ? "True" : "False";
          default -> value.getClass().getSimpleName(); // written out it can be longer than memory
        };
    return JellyException.type(what + ": " + found + " (expected: " + type.getSimpleName() + ")");
  }
}
