package dev.sennit.daemon;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/// Fetches pages of a server under test.
public final class Http {
  private Http() {}

  /// The body of a page.
  public static String get(String url) throws IOException, InterruptedException {
    return fetch(url, "GET").body();
  }

  /// The status of a page.
  public static int status(String url) throws IOException, InterruptedException {
    return fetch(url, "GET").statusCode();
  }

  /// The whole answer.
  public static HttpResponse<String> fetch(String url, String method)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(url))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
