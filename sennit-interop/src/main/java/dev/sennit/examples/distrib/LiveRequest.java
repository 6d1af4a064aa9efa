package dev.sennit.examples.distrib;

import com.sun.net.httpserver.HttpExchange;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.PbCall;
import dev.sennit.pb.PbMethods;
import dev.sennit.pb.PbObject;
import dev.sennit.pb.PbRemote;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// A browser's request that waits for its page: the publisher calls it with status, headers and
/// content.
final class LiveRequest {
  private static final int CHUNKS = 4;
  private static final Octets END = Octets.utf8("end"); // this very object

  private final BlockingQueue<Octets> chunks = new ArrayBlockingQueue<>(CHUNKS);
  private final Map<String, String> headers = new TreeMap<>();
  private final PbObject object =
      PbMethods.of()
          .on("setResponseCode", this::setResponseCode)
          .on("setHeader", this::setHeader)
          .on("setLastModified", _ -> null)
          .on("setETag", call -> header("ETag", text(call.get(0))))
          .on(
              "addCookie",
              call -> header("Set-Cookie", text(call.get(0)) + "=" + text(call.get(1))))
          .on("write", this::write)
          .on("finish", _ -> finish())
          .on("registerProducer", this::registerProducer)
          .on("unregisterProducer", _ -> unregister());
  private volatile int status = 200;
  private volatile boolean ended;
  private volatile boolean produces;
  private volatile @Nullable Throwable failure;

  PbObject object() {
    return object;
  }

  private @Nullable Object setResponseCode(PbCall call) {
    status = (int) call.integer(0);
    return null;
  }

  private @Nullable Object setHeader(PbCall call) {
    return header(text(call.get(0)), text(call.get(1)));
  }

  private synchronized @Nullable Object header(String name, String value) {
    headers.put(name, value);
    return null;
  }

  private static String text(@Nullable Object value) {
    return value instanceof Octets bytes ? bytes.utf8() : String.valueOf(value);
  }

  /// Waits while the browser is slow, and so makes the publisher wait.
  private @Nullable Object write(PbCall call) throws InterruptedException {
    if (call.get(0) instanceof Octets bytes && bytes.length() > 0) {
      chunks.put(bytes);
    }
    return null;
  }

  private @Nullable Object finish() throws InterruptedException {
    unregister();
    if (!ended) {
      ended = true;
      chunks.put(END);
    }
    return null;
  }

  /// One that is not streaming wants to be asked for each piece; the next is asked for when the one
  /// before was answered.
  private @Nullable Object registerProducer(PbCall call) {
    PbRemote producer = call.remote(0);
    produces = true;
    if (!Boolean.TRUE.equals(call.get(1)) && !Long.valueOf(1).equals(call.get(1))) {
      Thread.ofVirtual()
          .start(() -> {
            try (producer) {
              while (produces) {
                producer.call("resumeProducing").join();
              }
            } catch (CompletionException e) {
              fail(e);
            }
          });
    }
    return null;
  }

  private @Nullable Object unregister() {
    produces = false;
    return null;
  }

  void fail(Throwable cause) {
    unregister();
    failure = cause;
    ended = true;
    boolean _ = chunks.offer(END);
  }

  /// Writes the page as it comes.
  @SuppressWarnings("ReferenceEquality") // the end is one object
  void sendTo(HttpExchange exchange) throws IOException {
    try {
      Octets chunk = chunks.take();
      if (failure != null) {
        refuse(exchange, "the pages are gone");
        return;
      }
      synchronized (this) {
        headers.forEach(exchange.getResponseHeaders()::add);
      }
      exchange.getResponseHeaders().remove("Content-Length"); // the server's own affair
      exchange.sendResponseHeaders(status, chunk == END ? -1 : 0);
      try (OutputStream out = exchange.getResponseBody()) {
        for (; chunk != END; chunk = chunks.take()) {
          out.write(chunk.toBytes());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// There is no page.
  void refuse(HttpExchange exchange, String why) throws IOException {
    byte[] text = (why + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(502, text.length);
    exchange.getResponseBody().write(text);
  }
}
