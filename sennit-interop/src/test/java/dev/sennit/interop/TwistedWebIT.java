package dev.sennit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.examples.distrib.PageFront;
import dev.sennit.examples.distrib.PagePublisher;
import dev.sennit.examples.distrib.PagePublisher.Page;
import dev.sennit.interop.peer.Child;
import dev.sennit.interop.peer.Scratch;
import dev.sennit.net.Listen;
import dev.sennit.net.Target;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Twisted's distributed web, with each of its two parts ours.
@Tag("peer")
@Timeout(120)
class TwistedWebIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static HttpResponse<byte[]> get(int port, String path)
      throws IOException, InterruptedException {
    return HTTP.send(request(port, path).build(), BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void page_ofOurs_isShownByTwistedsServer() throws IOException, InterruptedException {
    byte[] large = new byte[1_500_000];
    Arrays.fill(large, (byte) 'x');
    try (Scratch scratch = new Scratch()) {
      Path socket = scratch.path("pages.sock");
      try (PagePublisher _ =
              PagePublisher.start(
                  Listen.unix(socket),
                  asked ->
                      switch (asked.path()) {
                        case "/large" ->
                            new Page(200, "application/octet-stream", Octets.of(large));
                        case "/fail" -> throw new IllegalStateException("no luck");
                        default ->
                            Page.text(
                                203,
                                asked.method() + " " + asked.path() + " " + asked.body().utf8());
                      });
          Child twisted =
              Child.start(
                  "twisted front",
                  "/usr/bin/python3",
                  scratch.peer("front.py").toString(),
                  socket.toString())) {
        int port = Integer.parseInt(twisted.out().await("port ").substring("port ".length()));
        HttpResponse<byte[]> page = get(port, "/a/b?c=%20d");
        assertThat(page.statusCode()).isEqualTo(203);
        assertThat(page.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        assertThat(text(page)).isEqualTo("GET /a/b?c=%20d ");
        HttpRequest post = request(port, "/").POST(BodyPublishers.ofString("hello")).build();
        assertThat(text(HTTP.send(post, BodyHandlers.ofByteArray()))).isEqualTo("POST / hello");
        assertThat(get(port, "/large").body()).isEqualTo(large);
        assertThat(get(port, "/fail").statusCode()).isEqualTo(500);
      }
    }
  }

  @Test
  void page_ofTwisteds_isShownByOurServer() throws IOException, InterruptedException {
    byte[] large = new byte[300_000];
    Arrays.fill(large, (byte) 'y');
    try (Scratch scratch = new Scratch()) {
      Path socket = scratch.path("pages.sock");
      Path files = scratch.directory("files");
      Files.writeString(files.resolve("hello.txt"), "hello there\n");
      Files.write(files.resolve("large.bin"), large);
      try (Child twisted =
          Child.start(
              "twisted publisher",
              "/usr/bin/python3",
              scratch.peer("publisher.py").toString(),
              socket.toString(),
              files.toString())) {
        twisted.out().await("ready");
        try (PageFront front = PageFront.start(0, Target.unix(socket))) {
          HttpResponse<byte[]> page = get(front.port(), "/hello.txt");
          assertThat(page.statusCode()).isEqualTo(200);
          assertThat(text(page)).isEqualTo("hello there\n");
          assertThat(page.headers().firstValue("content-type")).contains("text/plain");
          assertThat(get(front.port(), "/large.bin").body()).isEqualTo(large);
          assertThat(get(front.port(), "/none").statusCode()).isEqualTo(404);
          HttpResponse<byte[]> made =
              HTTP.send(
                  request(front.port(), "/echo").POST(BodyPublishers.ofString("x=1")).build(),
                  BodyHandlers.ofByteArray());
          assertThat(made.statusCode()).isEqualTo(201);
          assertThat(text(made)).isEqualTo("body x=1");
          assertThat(made.headers().firstValue("x-method")).contains("POST");
        }
      }
    }
  }
}
