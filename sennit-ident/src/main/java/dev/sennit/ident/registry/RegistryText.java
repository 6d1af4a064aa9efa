package dev.sennit.ident.registry;

import dev.sennit.ident.IdentConnection;
import dev.sennit.net.Peer;
import dev.sennit.net.wire.Octets;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Locale;

/// How the control protocol writes addresses and ids.
final class RegistryText {
  private static final String LOCAL = "local:";

  private RegistryText() {}

  /// Writes a reservation: `192.0.2.9`, `192.0.2.9:6667`, `[2001:db8::9]:6667`, `local:40000`, or
  /// both: `local:40000,192.0.2.9:6667`.
  static String write(Place.Next place) {
    StringBuilder text = new StringBuilder();
    if (place.localPort() > 0) {
      text.append(LOCAL).append(place.localPort());
    }
    InetAddress remote = place.remote();
    if (remote != null || place.remotePort() > 0) {
      text.append(text.isEmpty() ? "" : ",");
      String end =
          remote == null
              ? "*:" + place.remotePort()
              : Peer.forLog(new InetSocketAddress(remote, place.remotePort()));
      text.append(place.remotePort() == 0 ? end.substring(0, end.length() - 2) : end);
    }
    return text.toString();
  }

  /// Reads a reservation.
  ///
  /// @throws IllegalArgumentException if it is none
  static Place.Next place(String text) {
    int local = 0;
    String rest = text;
    if (text.startsWith(LOCAL)) {
      int comma = text.indexOf(',');
      local = port(text.substring(LOCAL.length(), comma < 0 ? text.length() : comma));
      rest = comma < 0 ? "" : text.substring(comma + 1);
    }
    if (rest.isEmpty()) {
      return new Place.Next(null, 0, local);
    }
    boolean hasPort = rest.startsWith("[") ? !rest.endsWith("]") : rest.indexOf(':') >= 0;
    int colon = hasPort ? rest.lastIndexOf(':') : rest.length();
    String host = rest.substring(0, colon);
    return new Place.Next(
        host.equals("*") ? null : address(host),
        hasPort ? port(rest.substring(colon + 1)) : 0,
        local);
  }

  /// Reads an end of a connection: `192.0.2.1:40000` or `[2001:db8::1]:40000`.
  ///
  /// @throws IllegalArgumentException if it is none
  static InetSocketAddress end(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("address: " + text + " (expected: ADDRESS:PORT)");
    }
    return new InetSocketAddress(
        address(text.substring(0, colon)), port(text.substring(colon + 1)));
  }

  static String write(IdentConnection connection) {
    return Peer.forLog(connection.local()) + " " + Peer.forLog(connection.remote());
  }

  private static InetAddress address(String text) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    String literal = bracketed ? text.substring(1, text.length() - 1) : text;
    try {
      if (bracketed == literal.contains(":")) {
        return InetAddress.ofLiteral(literal);
      }
    } catch (IllegalArgumentException e) {
      // told below, with what is expected
    }
    throw new IllegalArgumentException(
        "address: " + text + " (expected: 192.0.2.1 or [2001:db8::1])");
  }

  private static int port(String text) {
    int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port: " + text + " (expected: 1 to 65535)");
    }
    return port;
  }

  /// Writes an id as one word: what is no printable ASCII, a blank and `%` as `%HH`.
  static String write(Octets id) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < id.length(); i++) {
      byte b = id.at(i);
      if (b > ' ' && b < 0x7f && b != '%') {
        text.append((char) b);
      } else {
        text.append('%').append(HexFormat.of().toHexDigits(b).toUpperCase(Locale.ROOT));
      }
    }
    return text.toString();
  }

  /// Reads an id.
  ///
  /// @throws IllegalArgumentException if a `%` has no two digits behind it
  static Octets id(String word) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == '%') {
        if (i + 2 >= word.length()
            || !HexFormat.isHexDigit(word.charAt(i + 1))
            || !HexFormat.isHexDigit(word.charAt(i + 2))) {
          throw new IllegalArgumentException(
              "id: " + word + " (expected: two hexadecimal digits behind %)");
        }
        bytes.write(HexFormat.fromHexDigits(word, i + 1, i + 3));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return Octets.giveUp(bytes.toByteArray());
  }
}
