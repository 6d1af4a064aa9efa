package dev.sennit.amp;

import dev.sennit.amp.schema.SchemaType;
import dev.sennit.amp.schema.SchemaType.Plain;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpDecimal;
import dev.sennit.net.Descriptor;
import dev.sennit.net.wire.Octets;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the type on the wire that belongs to a component's own.
final class TypeFinder {
  private static final Map<Class<?>, AmpType<?>> PLAIN =
      Map.ofEntries(
          Map.entry(int.class, AmpTypes.INT),
          Map.entry(Integer.class, AmpTypes.INT),
          Map.entry(long.class, AmpTypes.LONG),
          Map.entry(Long.class, AmpTypes.LONG),
          Map.entry(BigInteger.class, AmpTypes.INTEGER),
          Map.entry(Octets.class, AmpTypes.STRING),
          Map.entry(byte[].class, AmpTypes.BYTES),
          Map.entry(double.class, AmpTypes.FLOAT),
          Map.entry(Double.class, AmpTypes.FLOAT),
          Map.entry(AmpDecimal.class, AmpTypes.DECIMAL),
          Map.entry(BigDecimal.class, AmpTypes.BIG_DECIMAL),
          Map.entry(OffsetDateTime.class, AmpTypes.DATE_TIME),
          Map.entry(Path.class, AmpTypes.PATH),
          Map.entry(Descriptor.class, AmpTypes.DESCRIPTOR),
          Map.entry(String.class, AmpTypes.UNICODE),
          Map.entry(boolean.class, AmpTypes.BOOLEAN),
          Map.entry(Boolean.class, AmpTypes.BOOLEAN));

  private static final Map<AmpType<?>, SchemaType> SCHEMA =
      Map.ofEntries(
          Map.entry(AmpTypes.INT, Plain.INTEGER),
          Map.entry(AmpTypes.LONG, Plain.INTEGER),
          Map.entry(AmpTypes.INTEGER, Plain.INTEGER),
          Map.entry(AmpTypes.STRING, Plain.STRING),
          Map.entry(AmpTypes.BYTES, Plain.STRING),
          Map.entry(AmpTypes.FLOAT, Plain.FLOAT),
          Map.entry(AmpTypes.DECIMAL, Plain.DECIMAL),
          Map.entry(AmpTypes.BIG_DECIMAL, Plain.DECIMAL),
          Map.entry(AmpTypes.DATE_TIME, Plain.DATE_TIME),
          Map.entry(AmpTypes.PATH, Plain.PATH),
          Map.entry(AmpTypes.DESCRIPTOR, Plain.DESCRIPTOR),
          Map.entry(AmpTypes.UNICODE, Plain.UNICODE),
          Map.entry(AmpTypes.BOOLEAN, Plain.BOOLEAN));

  private TypeFinder() {}

  /// The type as data; one of somebody's own by the name of its class.
  static SchemaType schema(AmpField<?> field) {
    return field instanceof Single(AmpType<?> type)
        ? schema(type)
        : new SchemaType.Other(field.getClass().getSimpleName());
  }

  private static SchemaType schema(AmpType<?> type) {
    return switch (type) {
      case ListType<?>(AmpType<?> element) -> new SchemaType.ListOf(schema(element));
      case BoxListType<?>(RecordCodec<?> codec) -> new SchemaType.AmpList(codec.schema());
      default -> {
        SchemaType plain = SCHEMA.get(type);
        yield plain == null ? new SchemaType.Other(type.getClass().getSimpleName()) : plain;
      }
    };
  }

  /// One key, one value.
  record Single(AmpType<Object> type) implements AmpField<Object> {
    /// The type, if it is a list of records.
    @Nullable BoxListType<?> boxes() {
      return (AmpType<?>) type instanceof BoxListType<?> boxes ? boxes : null;
    }

    boolean mayHold() {
      return (AmpType<?>) type instanceof DescriptorType || boxes() != null;
    }

    @Override
    public void write(Octets key, Object value, AmpBox.Builder box, AmpConnection connection) {
      box.put(key, type.encode(value, connection));
    }

    @Override
    public @Nullable Object read(Octets key, AmpBox box, AmpConnection connection) {
      Octets bytes = box.get(key);
      return bytes == null ? null : type.decode(bytes, connection);
    }
  }

  /// @param name the component, for messages
  /// @param own what its annotation names
  @SuppressWarnings("unchecked") // the component's type was looked at
  static AmpField<Object> find(String name, Type type, @Nullable AmpAs own, Set<Class<?>> outer) {
    if (own == null) {
      return new Single((AmpType<Object>) plain(name, type, outer, false));
    }
    return switch (made(name, own.value())) {
      case AmpType<?> single -> new Single((AmpType<Object>) single);
      case AmpField<?> field -> (AmpField<Object>) field;
      default ->
          throw new IllegalArgumentException(
              name
                  + ": "
                  + own.value().getName()
                  + " (expected: a class that implements AmpType or AmpField)");
    };
  }

  private static Object made(String name, Class<?> type) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalArgumentException(
          name
              + ": "
              + type.getName()
              + " cannot be made (expected: a constructor without parameters)",
          e);
    }
  }

  private static AmpType<?> plain(String name, Type type, Set<Class<?>> outer, boolean inList) {
    if (inList && type == Descriptor.class) {
      throw new IllegalArgumentException(
          name + ": descriptors in a list (expected: a list of a record that holds one)");
    }
    if (type instanceof Class<?> simple) {
      AmpType<?> found = PLAIN.get(simple);
      if (found != null) {
        return found;
      }
    }
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      Type element = list.getActualTypeArguments()[0];
      if (element instanceof Class<?> box && box.isRecord() && !PLAIN.containsKey(box)) {
        if (inList) {
          throw new IllegalArgumentException(
              name + ": " + type + " in a list (expected: no list of lists of records)");
        }
        return boxes(box, outer);
      }
      return new ListType<>(plain(name, element, outer, true));
    }
    throw new IllegalArgumentException(
        name
            + ": "
            + type.getTypeName()
            + " (expected: a type that AMP knows, a List of it or of a record, or @AmpAs)");
  }

  private static <T> AmpType<?> boxes(Class<T> record, Set<Class<?>> outer) {
    return new BoxListType<>(RecordCodec.of(record, outer));
  }
}
