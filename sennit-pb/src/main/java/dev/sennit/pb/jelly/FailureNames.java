package dev.sennit.pb.jelly;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What exceptions are called over there.
final class FailureNames {
  /// One exception, both ways; `make` is null where a failure of that name stays a failure.
  private record Entry(
      String name,
      Class<?> type,
      @Nullable Function<String, ? extends Throwable> make,
      List<String> bases) {}

  private static final FailureNames STANDARD =
      new FailureNames(Map.of(), Map.of())
          .told(IllegalArgumentException.class, "builtins.ValueError")
          .told(NumberFormatException.class, "builtins.ValueError")
          .told(IndexOutOfBoundsException.class, "builtins.IndexError", "builtins.LookupError")
          .told(NoSuchElementException.class, "builtins.KeyError", "builtins.LookupError")
          .told(ClassCastException.class, "builtins.TypeError")
          .told(ArithmeticException.class, "builtins.ArithmeticError")
          .told(
              UnsupportedOperationException.class,
              "builtins.NotImplementedError",
              "builtins.RuntimeError")
          .told(IllegalStateException.class, "builtins.RuntimeError")
          .told(TimeoutException.class, "builtins.TimeoutError", "builtins.OSError")
          .told(SecurityException.class, "builtins.PermissionError", "builtins.OSError")
          .told(
              java.io.FileNotFoundException.class, "builtins.FileNotFoundError", "builtins.OSError")
          .told(java.io.IOException.class, "builtins.OSError")
          .told(CancellationException.class, "twisted.internet.defer.CancelledError");

  private final Map<Class<?>, Entry> byType;
  private final Map<String, Entry> byName;

  private FailureNames(Map<Class<?>, Entry> byType, Map<String, Entry> byName) {
    this.byType = byType;
    this.byName = byName;
  }

  static FailureNames standard() {
    return STANDARD;
  }

  private FailureNames told(Class<?> type, String name, String... bases) {
    return with(new Entry(name, type, null, List.of(bases)));
  }

  <E extends Throwable> FailureNames with(
      String name, Class<E> type, Function<String, ? extends E> make, List<String> bases) {
    return with(new Entry(name, type, make, bases));
  }

  private FailureNames with(Entry entry) {
    Map<Class<?>, Entry> types = new LinkedHashMap<>(byType);
    Map<String, Entry> names = new LinkedHashMap<>(byName);
    types.put(entry.type(), entry);
    if (entry.make() != null) {
      names.put(entry.name(), entry);
    }
    return new FailureNames(types, names);
  }

  PbFailure failureOf(Throwable thrown) {
    String text = thrown.getMessage() == null ? "" : thrown.getMessage();
    List<String> own = new ArrayList<>();
    for (Class<?> type = thrown.getClass();
        type != null && type != Throwable.class && type != Exception.class;
        type = type.getSuperclass()) {
      Entry entry = byType.get(type);
      if (entry != null) {
        own.add(entry.name());
        own.addAll(entry.bases());
        break;
      }
      if (type != RuntimeException.class && type != Error.class) {
        own.add(type.getName());
      }
    }
    if (own.isEmpty()) {
      own.add(thrown.getClass().getName());
    }
    return PbFailure.of(own.getFirst(), text, own.subList(1, own.size()));
  }

  boolean isDeclared(Throwable thrown) {
    return byName.values().stream().anyMatch(entry -> entry.type().isInstance(thrown));
  }

  @Nullable Throwable exceptionOf(PbFailure failure) {
    List<String> names = new ArrayList<>();
    names.add(failure.type());
    names.addAll(failure.parents());
    for (String name : names) {
      Entry entry = byName.get(name);
      if (entry != null && entry.make() != null) {
        return entry.make().apply(failure.value());
      }
    }
    return null;
  }
}
