package dev.sennit.daemon.inspect;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A small HTTP server for machines that watch the daemon. Each request runs on a virtual thread;
/// only GET and HEAD are answered.
///
/// | limit | what happens |
/// |---|---|
/// | 64 connections | another one is closed |
/// | 10 s for a request to come whole | the connection is closed |
/// | 30 s for a reply to be taken | the connection is closed |
public final class Inspector implements AutoCloseable {
  private static final int BACKLOG = 64;

  /* The server of the JDK waits for ever, unless these say otherwise before it is first used. */
  static {
    limit("sun.net.httpserver.maxReqTime", 10);
    limit("sun.net.httpserver.maxRspTime", 30);
    limit("jdk.httpserver.maxConnections", 64);
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final Map<String, Page> pages;

  /// One page.
  ///
  /// @param type its media type
  /// @param text makes it, on the thread of the request
  public record Page(String type, Supplier<String> text) {}

  private Inspector(HttpServer server, ExecutorService threads, Map<String, Page> pages) {
    this.server = server;
    this.threads = threads;
    this.pages = pages;
  }

  private static void limit(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Integer.toString(value));
    }
  }

  /// Starts it.
  ///
  /// @param host an address or name of this machine; empty for all addresses
  /// @param port 0 for a free one
  /// @param pages what is served, by path
  /// @throws IOException if the address cannot be listened on
  public static Inspector start(String host, int port, Map<String, Page> pages) throws IOException {
    InetSocketAddress address =
        host.isEmpty()
            ? new InetSocketAddress(port)
            : new InetSocketAddress(InetAddress.getByName(host), port);
    HttpServer server = HttpServer.create(address, BACKLOG);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    Inspector inspector = new Inspector(server, threads, Map.copyOf(pages));
    server.createContext("/", inspector::answer);
    server.start();
    return inspector;
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      @Nullable Page page = pages.get(exchange.getRequestURI().getPath());
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, "text/plain; charset=utf-8", "only GET and HEAD\n");
      } else if (page == null) {
        send(exchange, 404, "text/plain; charset=utf-8", "here are /metrics and /health\n");
      } else {
        send(exchange, 200, page.type(), page.text().get());
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
