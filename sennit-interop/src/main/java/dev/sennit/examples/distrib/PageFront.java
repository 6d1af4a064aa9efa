package dev.sennit.examples.distrib;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Target;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.PbClient;
import dev.sennit.pb.PbClientOptions;
import dev.sennit.pb.jelly.PbInstance;
import dev.sennit.pb.jelly.PbTuple;
import dev.sennit.pb.jelly.PbTypes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// A web server on loopback whose pages a Twisted one makes, over Perspective Broker. In Twisted:
/// `ResourceSubscription`.
///
/// ```
/// try (PageFront front = PageFront.start(0, Target.unix(Path.of("/run/pages.sock")))) {
///   System.out.println("http://localhost:" + front.port() + "/");
/// }
/// ```
public final class PageFront implements AutoCloseable {
  private final HttpServer http;
  private final PbClient client;

  private PageFront(HttpServer http, PbClient client) {
    this.http = http;
    this.client = client;
  }

  /// Serves the publisher's pages.
  ///
  /// @param port 0 for a free one
  /// @param publisher a Twisted `ResourcePublisher`
  public static PageFront start(int port, Target publisher) throws IOException {
    PbClient client =
        PbClient.connect(
            PbClientOptions.of(publisher)
                .types(PbTypes.standard().instances(PagePublisher.REQUEST)));
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    PageFront front = new PageFront(http, client);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", front::serve);
    http.start();
    return front;
  }

  /// Where browsers connect.
  public int port() {
    return http.getAddress().getPort();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      LiveRequest live = new LiveRequest();
      PbInstance request = new PbInstance(PagePublisher.REQUEST, state(exchange, live));
      try {
        client.root().call("request", request).join();
        Runnable forget =
            client
                .connection()
                .whenGone(() -> live.fail(new ConnectionLostException("the pages are gone")));
        live.sendTo(exchange);
        forget.run();
      } catch (CompletionException | ConnectionLostException e) {
        live.refuse(exchange, String.valueOf(e.getMessage()));
      }
    }
  }

  /// What a Twisted publisher needs to know of a request; the rest is what it expects to be there.
  private static Map<String, @Nullable Object> state(HttpExchange exchange, LiveRequest live)
      throws IOException {
    String uri = exchange.getRequestURI().toString();
    String path = exchange.getRequestURI().getRawPath();
    List<Object> segments = new ArrayList<>();
    Arrays.stream(path.substring(1).split("/", -1)).map(Octets::utf8).forEach(segments::add);
    List<Object> headers = new ArrayList<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) ->
            headers.add(PbTuple.of(Octets.utf8(name), values.stream().map(Octets::utf8).toList())));
    Map<String, @Nullable Object> state = new LinkedHashMap<>();
    state.put("remote", live.object());
    state.put("client", address(exchange.getRemoteAddress()));
    state.put("host", address(exchange.getLocalAddress()));
    state.put("requestHeaders", headers);
    state.put("method", Octets.utf8(exchange.getRequestMethod()));
    state.put("clientproto", Octets.utf8(exchange.getProtocol()));
    state.put("uri", Octets.utf8(uri));
    state.put("path", Octets.utf8(path));
    state.put("prepath", List.of());
    state.put("postpath", segments);
    state.put("args", Map.of());
    state.put("content_data", Octets.of(exchange.getRequestBody().readAllBytes()));
    state.put("received_cookies", Map.of());
    state.put("cookies", List.of());
    state.put("sitepath", List.of());
    state.put("notifications", List.of());
    state.put("queued", 0);
    state.put("_adapterCache", Map.of());
    return state;
  }

  private static PbTuple address(InetSocketAddress address) {
    return PbTuple.of("INET", address.getAddress().getHostAddress(), address.getPort());
  }

  @Override
  public void close() {
    http.stop(0);
    client.close();
  }
}
