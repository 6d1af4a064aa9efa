package dev.sennit.examples.distrib;

import dev.sennit.net.Listen;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.PbCall;
import dev.sennit.pb.PbMethods;
import dev.sennit.pb.PbRemote;
import dev.sennit.pb.PbServer;
import dev.sennit.pb.PbServerOptions;
import dev.sennit.pb.jelly.PbInstance;
import dev.sennit.pb.jelly.PbTypes;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/// Pages for a Twisted web server: it connects with a `ResourceSubscription`, hands each request
/// over, and passes on what this side calls on it. In Twisted: `ResourcePublisher`.
///
/// ```
/// try (PagePublisher pages = PagePublisher.start(
///     Listen.unix(Path.of("/run/pages.sock")), request -> Page.text(200, "you asked " + request.path()))) {
///   pages.awaitClosed();
/// }
/// ```
public final class PagePublisher implements AutoCloseable {
  /// The class that a request comes as.
  static final String REQUEST = "twisted.web.server.Request";

  /// Twisted takes no longer strings.
  private static final int CHUNK_BYTES = 640 * 1024;

  private final PbServer server;

  private PagePublisher(PbServer server) {
    this.server = server;
  }

  /// What a browser asks.
  ///
  /// @param method `GET`
  /// @param path with its query, as the browser sent it
  /// @param body empty for most
  public record PageRequest(String method, String path, Octets body) {}

  /// What it gets.
  ///
  /// @param status 200
  /// @param type `text/plain`
  /// @param body the content
  public record Page(int status, String type, Octets body) {
    /// A page of plain text.
    public static Page text(int status, String text) {
      return new Page(status, "text/plain; charset=utf-8", Octets.utf8(text));
    }
  }

  /// Serves pages.
  ///
  /// @param pages runs on a virtual thread and may block
  public static PagePublisher start(Listen listen, Function<PageRequest, Page> pages) {
    PbServerOptions options =
        PbServerOptions.defaults().listen(listen).types(PbTypes.standard().instances(REQUEST));
    return new PagePublisher(
        PbServer.start(options, PbMethods.of().on("request", call -> take(call, pages))));
  }

  /// Where it listens.
  public SocketAddress address() {
    return server.addresses().getFirst();
  }

  /// Waits for the end.
  public void awaitClosed() throws InterruptedException {
    server.awaitClosed();
  }

  /// Answers at once that there is no page yet, as the front server wants it.
  private static Object take(PbCall call, Function<PageRequest, Page> pages) {
    if (!(call.get(0) instanceof PbInstance request
        && request.get("remote") instanceof PbRemote remote
        && request.get("method") instanceof Octets method
        && request.get("uri") instanceof Octets uri)) {
      throw new IllegalArgumentException("request: no such thing (expected: a web request)");
    }
    Octets body = request.get("content_data") instanceof Octets content ? content : Octets.EMPTY;
    PageRequest asked = new PageRequest(method.utf8(), uri.utf8(), body);
    Thread.ofVirtual().start(() -> answer(remote, asked, pages));
    return 1; // NOT_DONE_YET
  }

  /// Each chunk waits for the one before: no more than one is in memory over there.
  private static void answer(
      PbRemote remote, PageRequest request, Function<PageRequest, Page> pages) {
    try (remote) {
      Page page;
      try {
        page = pages.apply(request);
      } catch (RuntimeException e) {
        page = Page.text(500, "no page: " + e + "\n");
      }
      remote.call("setResponseCode", page.status()).join();
      for (List<String> header :
          List.of(
              List.of("content-type", page.type()),
              List.of("content-length", Integer.toString(page.body().length())))) {
        remote.call("setHeader", Octets.utf8(header.get(0)), Octets.utf8(header.get(1))).join();
      }
      byte[] body = page.body().toBytes();
      for (int from = 0; from < body.length; from += CHUNK_BYTES) {
        int to = Math.min(body.length, from + CHUNK_BYTES);
        remote.call("write", Octets.copyOf(body, from, to)).join();
      }
      remote.call("finish").join();
    } catch (CompletionException e) {
      System.getLogger("dev.sennit.examples.distrib")
          .log(System.Logger.Level.INFO, "nobody waits for {0} any more", request.path());
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
