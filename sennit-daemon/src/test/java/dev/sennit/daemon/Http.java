package dev.sennit.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Fetches pages of a server under test.
final class Http {
  private Http() {}

  /// The body of a page.
  static String get(String url) throws IOException {
    try (InputStream in = open(url, "GET").getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// The status that the method gets.
  static int status(String url, String method) throws IOException {
    return open(url, method).getResponseCode();
  }

  private static HttpURLConnection open(String url, String method) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setRequestMethod(method);
    return connection;
  }
}
