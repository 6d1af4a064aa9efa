package dev.sennit.daemon.host;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The signals that steer the daemon, as a queue.
///
/// The JDK's only way to hear SIGHUP is `sun.misc.Signal`. Its use warns at compile time, and no
/// option silences that warning alone, so it is called by name; the class lives in
/// `jdk.unsupported`, which the module requires.
public final class Signals {
  /// What is asked of the daemon.
  public enum Order {
    /// SIGTERM or SIGINT.
    STOP,
    /// SIGHUP.
    RELOAD
  }

  private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();

  private Signals() {}

  /// Takes the signals over from the JVM. What the system does not offer is left alone.
  public static Signals listen() {
    Signals signals = new Signals();
    List.of("TERM", "INT").forEach(name -> signals.on(name, Order.STOP));
    signals.on("HUP", Order.RELOAD);
    return signals;
  }

  /// Hears no signals: orders come by [#send] alone.
  public static Signals silent() {
    return new Signals();
  }

  /// Adds an order as a signal would.
  public void send(Order order) {
    orders.add(order);
  }

  /// Waits for the next order.
  ///
  /// @throws InterruptedException if the thread is interrupted
  public Order next() throws InterruptedException {
    return orders.take();
  }

  @SuppressWarnings("ReferenceEquality") // a proxy equals itself only
  private void on(String name, Order order) {
    InvocationHandler handler =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "handle" -> {
                orders.add(order);
                yield null;
              }
              case "hashCode" -> System.identityHashCode(proxy);
              case "equals" -> arguments[0] == proxy;
              default -> "Signals";
            };
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> listener = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(), new Class<?>[] {listener}, handler);
      signal
          .getMethod("handle", signal, listener)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      System.getLogger("dev.sennit.daemon")
          .log(System.Logger.Level.DEBUG, "signal " + name + " is not available", e);
    }
  }
}
