package dev.sennit.amp;

import dev.sennit.amp.TypeFinder.Single;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.net.Descriptor;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One component of a record and its place in a box.
///
/// @param name for messages: `Sum.a`
/// @param optional whether it may be absent
/// @param wrapped whether absence is an empty [Optional], not null
/// @param text from the record to the value on the wire, if it is primitive: without an object for
///   it on the way
record ComponentCodec(
    String name,
    Octets key,
    AmpField<Object> field,
    MethodHandle accessor,
    boolean optional,
    boolean wrapped,
    @Nullable MethodHandle text) {

  /// @throws IllegalArgumentException if the component has no type on the wire; names it
  static ComponentCodec of(RecordComponent part, Set<Class<?>> outer) {
    String name = part.getDeclaringRecord().getSimpleName() + "." + part.getName();
    boolean wrapped = part.getType() == Optional.class;
    boolean optional =
        wrapped
            || part.getAnnotatedType().isAnnotationPresent(Nullable.class)
            || part.getAccessor().isAnnotationPresent(Nullable.class);
    if (optional && part.getType().isPrimitive()) {
      throw new IllegalArgumentException(
          name + ": " + part.getType() + " (expected: " + "a class, since it may be null)");
    }
    Type type = part.getGenericType();
    if (wrapped) {
      type = type instanceof ParameterizedType of ? of.getActualTypeArguments()[0] : Object.class;
    }
    AmpField<Object> field = TypeFinder.find(name, type, part.getAnnotation(AmpAs.class), outer);
    MethodHandle accessor = accessor(part);
    return new ComponentCodec(
        name,
        key(part, name),
        field,
        accessor.asType(MethodType.methodType(Object.class, Object.class)),
        optional,
        wrapped,
        Primitives.text(field, accessor));
  }

  private static Octets key(RecordComponent part, String name) {
    AmpKey given = part.getAnnotation(AmpKey.class);
    Octets key = Octets.utf8(given == null ? part.getName() : given.value());
    if (key.isEmpty() || key.length() > AmpBox.MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          name
              + ": key of "
              + key.length()
              + " bytes (expected: 1 to "
              + AmpBox.MAX_KEY_BYTES
              + ")");
    }
    if (RESERVED.contains(key)) {
      throw new IllegalArgumentException(
          name + ": key " + key + " (expected: another one; AMP itself uses it)");
    }
    return key;
  }

  private static final Set<Octets> RESERVED =
      Set.of(
          dev.sennit.amp.wire.AmpKeys.COMMAND,
          dev.sennit.amp.wire.AmpKeys.ASK,
          dev.sennit.amp.wire.AmpKeys.ANSWER,
          dev.sennit.amp.wire.AmpKeys.ERROR,
          dev.sennit.amp.wire.AmpKeys.ERROR_CODE,
          dev.sennit.amp.wire.AmpKeys.ERROR_DESCRIPTION);

  private static MethodHandle accessor(RecordComponent part) {
    try {
      Method method = part.getAccessor();
      method.setAccessible(true);
      return MethodHandles.lookup().unreflect(method);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw RecordCodec.closed(part.getDeclaringRecord(), e);
    }
  }

  void write(Object record, AmpBox.Builder box, AmpConnection connection) {
    if (text != null) {
      box.put(key, text(text, record));
      return;
    }
    Object value = valueOf(record);
    if (value != null) {
      try {
        field.write(key, value, box, connection);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
      }
    } else if (!optional) {
      throw new IllegalArgumentException(name + ": null (expected: a value; it is not optional)");
    }
  }

  private Octets text(MethodHandle how, Object record) {
    try {
      return (Octets) how.invokeExact(record);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name + ": its accessor failed", e);
    }
  }

  /// The value on the wire of a component that is not optional.
  Octets present(AmpBox box) {
    Octets there = box.get(key);
    if (there == null) {
      throw missing();
    }
    return there;
  }

  private ProtocolException missing() {
    return new ProtocolException(name + ": missing (expected: the key " + key + " in the box)");
  }

  /// The same failure, with the name of the component.
  ProtocolException named(ProtocolException cause) {
    return new ProtocolException(name + ": " + cause.getMessage(), cause);
  }

  /// Whether its values may hold open files, as far as is known here.
  boolean mayHold() {
    return !(field instanceof Single single) || single.mayHold();
  }

  /// Closes the open files in a value that was read, or written, and that nobody has.
  void discard(@Nullable Object value) {
    switch (value) {
      case Descriptor descriptor -> descriptor.close();
      case Optional<?> wrap -> discard(wrap.orElse(null));
      case List<?> list when field instanceof Single single && single.boxes() != null ->
          single.boxes().discardAll(list);
      case null, default -> {}
    }
  }

  /// The component of a record; null if it is absent.
  @Nullable Object valueOf(Object record) {
    Object value;
    try {
      value = (Object) accessor.invokeExact(record);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name + ": its accessor failed", e);
    }
    return value instanceof Optional<?> wrap ? wrap.orElse(null) : value;
  }

  @Nullable Object read(AmpBox box, AmpConnection connection) {
    Object value;
    try {
      value = field.read(key, box, connection);
    } catch (ProtocolException e) {
      throw named(e);
    }
    if (value == null && !optional) {
      throw missing();
    }
    return wrapped ? Optional.ofNullable(value) : value;
  }
}
