package dev.sennit.amp;

import dev.sennit.amp.TypeFinder.Single;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.FloatText;
import dev.sennit.amp.wire.IntegerText;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/// Components that are numbers or truth values: they travel between record and box without an
/// object of their own.
final class Primitives {
  private static final MethodHandles.Lookup HERE = MethodHandles.lookup();

  private Primitives() {}

  /// From a record to the text of a component, `(Object)Octets`; null if its type on the wire is
  /// not the usual one of a primitive.
  static @Nullable MethodHandle text(AmpField<?> field, MethodHandle accessor) {
    Class<?> type = accessor.type().returnType();
    if (!isUsual(field, type)) {
      return null;
    }
    Class<?> written = type == int.class ? long.class : type;
    MethodHandle text = find("text", Octets.class, written);
    return MethodHandles.filterReturnValue(
        accessor.asType(MethodType.methodType(written, Object.class)), text);
  }

  /// From a box to a component, `(AmpBox, AmpConnection)` to its type.
  static MethodHandle reader(ComponentCodec component, Class<?> type) {
    if (!isUsual(component.field(), type)) {
      return find("read", Object.class, ComponentCodec.class, AmpBox.class, AmpConnection.class)
          .bindTo(component)
          .asType(MethodType.methodType(type, AmpBox.class, AmpConnection.class));
    }
    String name =
        "read" + Character.toUpperCase(type.getName().charAt(0)) + type.getName().substring(1);
    MethodHandle read = find(name, type, ComponentCodec.class, AmpBox.class).bindTo(component);
    return MethodHandles.dropArguments(read, 1, AmpConnection.class);
  }

  private static boolean isUsual(AmpField<?> field, Class<?> type) {
    return field instanceof Single(AmpType<?> wire)
        && ((type == long.class && wire.equals(AmpTypes.LONG))
            || (type == int.class && wire.equals(AmpTypes.INT))
            || (type == double.class && wire.equals(AmpTypes.FLOAT))
            || (type == boolean.class && wire.equals(AmpTypes.BOOLEAN)));
  }

  private static MethodHandle find(String name, Class<?> result, Class<?>... parameters) {
    try {
      return HERE.findStatic(Primitives.class, name, MethodType.methodType(result, parameters));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- called by the handles

  static Octets text(long value) {
    return IntegerText.of(value);
  }

  static Octets text(double value) {
    return FloatText.of(value);
  }

  static Octets text(boolean value) {
    return AmpTypes.ofBoolean(value);
  }

  static @Nullable Object read(ComponentCodec component, AmpBox box, AmpConnection connection) {
    return component.read(box, connection);
  }

  static long readLong(ComponentCodec component, AmpBox box) {
    Octets text = component.present(box);
    try {
      return IntegerText.toLong(text);
    } catch (ProtocolException e) {
      throw component.named(e);
    }
  }

  static int readInt(ComponentCodec component, AmpBox box) {
    Octets text = component.present(box);
    try {
      return IntegerText.toInt(text);
    } catch (ProtocolException e) {
      throw component.named(e);
    }
  }

  static double readDouble(ComponentCodec component, AmpBox box) {
    Octets text = component.present(box);
    try {
      return FloatText.toDouble(text);
    } catch (ProtocolException e) {
      throw component.named(e);
    }
  }

  static boolean readBoolean(ComponentCodec component, AmpBox box) {
    Octets text = component.present(box);
    try {
      return AmpTypes.toBoolean(text);
    } catch (ProtocolException e) {
      throw component.named(e);
    }
  }
}
