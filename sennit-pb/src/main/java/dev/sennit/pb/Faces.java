package dev.sennit.pb;

import dev.sennit.net.Reply;
import dev.sennit.pb.jelly.Fitting;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Interfaces as faces of remote objects.
final class Faces {
  /// One remote method of an interface.
  ///
  /// @param name on the wire
  /// @param oneWay whether no answer is wanted
  /// @param later whether the interface's method returns a future of the result
  /// @param result the type of the result
  record Entry(String name, boolean oneWay, boolean later, Type result) {
    static Entry of(Method method) {
      RemoteMethod remote = method.getAnnotation(RemoteMethod.class);
      Class<?> returned = method.getReturnType();
      boolean later = returned.isAssignableFrom(Reply.class) && returned != Object.class;
      boolean oneWay = remote != null && remote.oneWay();
      if (oneWay && returned != void.class) {
        throw new IllegalArgumentException(
            method + ": oneWay with a result (expected: a method that returns void)");
      }
      if (!later && CompletionStage.class.isAssignableFrom(returned)) {
        throw new IllegalArgumentException(
            method
                + ": returns "
                + returned.getSimpleName()
                + " (expected: Reply, CompletableFuture or CompletionStage)");
      }
      return new Entry(
          nameOf(method), oneWay, later, later ? argument(method) : returnType(method));
    }

    private static Type argument(Method method) {
      return method.getGenericReturnType() instanceof ParameterizedType generic
          ? generic.getActualTypeArguments()[0]
          : Object.class;
    }

    private static Type returnType(Method method) {
      return method.getReturnType() == void.class ? Object.class : method.getGenericReturnType();
    }
  }

  private Faces() {}

  /// The name of a method on the wire.
  static String nameOf(Method method) {
    RemoteMethod remote = method.getAnnotation(RemoteMethod.class);
    return remote == null || remote.value().isEmpty() ? method.getName() : remote.value();
  }

  /// The remote methods of an interface, those of its parents among them.
  ///
  /// @throws IllegalArgumentException if it is no interface, or has two methods of one name
  static Map<Method, Entry> entries(Class<?> face) {
    if (!face.isInterface() || face.isSealed()) {
      throw new IllegalArgumentException(face.getName() + ": no interface (expected: one)");
    }
    Map<Method, Entry> entries = new LinkedHashMap<>();
    Map<String, Method> names = new LinkedHashMap<>();
    for (Method method : face.getMethods()) {
      if (!Modifier.isAbstract(method.getModifiers())) {
        continue;
      }
      Entry entry = Entry.of(method);
      Method other = names.putIfAbsent(entry.name(), method);
      if (other != null && other.getParameterCount() != method.getParameterCount()) {
        throw new IllegalArgumentException(
            face.getName() + ": two methods " + entry.name() + " (expected: one of each name)");
      }
      entries.put(method, entry);
    }
    return entries;
  }

  /// A remote object as an instance of the interface.
  static <T> T as(PbRemote remote, Class<T> face) {
    InvocationHandler handler = new Face(remote, entries(face));
    return face.cast(Proxy.newProxyInstance(face.getClassLoader(), new Class<?>[] {face}, handler));
  }

  /// The remote object behind a face; null if the object is none.
  static @Nullable PbRemote behind(Object object) {
    return Proxy.isProxyClass(object.getClass())
            && Proxy.getInvocationHandler(object) instanceof Face face
        ? face.remote
        : null;
  }

  /// Makes a peer's object an instance of an interface where one is wanted.
  static @Nullable Object face(Object value, Class<?> type) {
    return value instanceof PbRemote remote && type.isInterface() ? as(remote, type) : null;
  }

  static <T> Reply<@Nullable T> fit(Reply<@Nullable Object> reply, Type type, String what) {
    return Reply.of(
        reply.thenApply(value -> {
          @SuppressWarnings("unchecked") // it fits: that is what fit does
          T fitted = (T) Fitting.fit(value, type, what, Faces::face);
          return fitted;
        }));
  }

  private record Face(PbRemote remote, Map<Method, Entry> entries) implements InvocationHandler {
    private static final Object[] NOTHING = {};

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      Object[] given = arguments == null ? NOTHING : arguments;
      Entry entry = entries.get(method);
      if (entry == null) {
        return local(proxy, method, given);
      }
      if (entry.oneWay()) {
        remote.send(entry.name(), given);
        return null;
      }
      Reply<@Nullable Object> reply =
          fit(remote.call(entry.name(), given), entry.result(), "result of " + entry.name());
      return entry.later() ? reply : await(reply, method);
    }

    private @Nullable Object local(Object proxy, Method method, Object[] arguments)
        throws Throwable {
      if (method.isDefault()) {
        return Modifier.isPublic(method.getDeclaringClass().getModifiers())
            ? InvocationHandler.invokeDefault(proxy, method, arguments)
            : ofDefault(method).bindTo(proxy).invokeWithArguments(arguments);
      }
      return switch (method.getName()) {
        case "equals" -> remote.equals(arguments[0] == null ? null : behind(arguments[0]));
        case "hashCode" -> remote.hashCode();
        default -> remote.toString();
      };
    }

    /// That of an interface that is not public, which `InvocationHandler` refuses.
    private static MethodHandle ofDefault(Method method) throws IllegalAccessException {
      Class<?> face = method.getDeclaringClass();
      return MethodHandles.privateLookupIn(face, MethodHandles.lookup())
          .unreflectSpecial(method, face);
    }

    private static @Nullable Object await(CompletableFuture<@Nullable Object> reply, Method method)
        throws Throwable {
      try {
        return reply.join();
      } catch (CompletionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        for (Class<?> declared : method.getExceptionTypes()) {
          if (declared.isInstance(cause)) {
            throw cause;
          }
        }
        if (cause instanceof RuntimeException || cause instanceof Error) {
          throw cause;
        }
        throw new UndeclaredThrowableException(cause);
      }
    }
  }
}
