package dev.sennit.pb;

import dev.sennit.pb.jelly.Fitting;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A Java object that peers may call, but only as far as was declared: through an interface, or by
/// methods annotated with [RemoteMethod].
///
/// Arguments are fitted to the parameters' types: `int` takes Python's `int` if it is in range,
/// `String` only text, an interface a reference. A parameter of type [PbCall] gets the call itself.
/// Keyword arguments go to the parameters of that name, where the class was compiled with
/// `-parameters`. One of type [Optional] may be left out.
final class PbServed implements PbObject {
  private final Object object;
  private final Map<String, Method> methods;

  private PbServed(Object object, Map<String, Method> methods) {
    this.object = object;
    this.methods = methods;
  }

  static PbServed through(Class<?> face, Object object) {
    Map<String, Method> methods = new HashMap<>();
    Faces.entries(face)
        .forEach((method, entry) -> {
          boolean _ = method.trySetAccessible(); // an interface need not be public
          methods.put(entry.name(), method);
        });
    return new PbServed(object, methods);
  }

  /// @throws IllegalArgumentException if no method is annotated, or two have one name
  static PbServed annotated(Object object) {
    Map<String, Method> methods = new HashMap<>();
    for (Method method : object.getClass().getMethods()) {
      if (method.isAnnotationPresent(RemoteMethod.class)
          && !Modifier.isStatic(method.getModifiers())
          && !method.isBridge()
          && methods.put(Faces.nameOf(method), method) != null) {
        throw new IllegalArgumentException(
            object.getClass().getName()
                + ": two methods "
                + Faces.nameOf(method)
                + " (expected: one of each name)");
      }
    }
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(
          object.getClass().getName() + ": no public method has @RemoteMethod (expected: one)");
    }
    methods.values().forEach(method -> method.setAccessible(true));
    return new PbServed(object, methods);
  }

  Object served() {
    return object;
  }

  @Override
  public @Nullable Object called(PbCall call) throws Exception {
    Method method = methods.get(call.method());
    if (method == null) {
      throw PbException.noSuchMethod("remote_" + call.method());
    }
    @Nullable Object[] arguments = arguments(method, call);
    try {
      return method.invoke(object, arguments);
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  private static @Nullable Object[] arguments(Method method, PbCall call) {
    Parameter[] parameters = method.getParameters();
    @Nullable Object[] arguments = new @Nullable Object[parameters.length];
    int next = 0;
    int named = 0;
    for (int i = 0; i < parameters.length; i++) {
      Parameter parameter = parameters[i];
      String what = call.method() + ": " + parameter.getName();
      if (parameter.getType() == PbCall.class) {
        arguments[i] = call;
      } else if (next < call.arguments().size()) {
        arguments[i] = fit(call.arguments().get(next++), parameter, what);
      } else if (parameter.isNamePresent() && call.keywords().containsKey(parameter.getName())) {
        arguments[i] = fit(call.keywords().get(parameter.getName()), parameter, what);
        named++;
      } else if (parameter.getType() == Optional.class) {
        arguments[i] = Optional.empty();
      } else {
        throw PbException.typeError(
            call.method()
                + ": "
                + (call.arguments().size() + call.keywords().size())
                + " arguments (expected: one for "
                + parameter.getName()
                + " too)");
      }
    }
    if (next < call.arguments().size() || named < call.keywords().size()) {
      throw PbException.typeError(
          call.method()
              + ": "
              + call.arguments().size()
              + " arguments and the keywords "
              + call.keywords().keySet()
              + " (expected: "
              + (next + named)
              + " in all)");
    }
    return arguments;
  }

  private static @Nullable Object fit(@Nullable Object value, Parameter parameter, String what) {
    return Fitting.fit(value, parameter.getParameterizedType(), what, Faces::face);
  }

  @Override
  public String toString() {
    return "PbServed[" + object.getClass().getName() + "]" + methods.keySet();
  }
}
