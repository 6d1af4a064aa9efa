package dev.sennit.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads `HOST:PORT`, `[IPV6]:PORT` and hosts from the command line.
final class InetAddresses {
  private InetAddresses() {}

  /// A host and a port.
  static final class WithPort implements ITypeConverter<InetSocketAddress> {
    /// Made by picocli.
    WithPort() {}

    @Override
    public InetSocketAddress convert(String text) {
      int colon = text.lastIndexOf(':');
      if (colon < 1) {
        throw new TypeConversionException(
            "address: " + text + " (expected: HOST:PORT or [IPV6]:PORT)");
      }
      String host = text.substring(0, colon);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      if (!bracketed && host.indexOf(':') >= 0) {
        throw new TypeConversionException(
            "address: " + text + " (expected: [IPV6]:PORT, with the brackets)");
      }
      return new InetSocketAddress(
          host(bracketed ? host.substring(1, host.length() - 1) : host),
          port(text.substring(colon + 1)));
    }
  }

  /// The first address of a host.
  static InetAddress host(String name) {
    try {
      return InetAddress.getByName(name);
    } catch (UnknownHostException e) {
      throw new TypeConversionException("host: " + name + " (expected: one that is known)");
    }
  }

  private static int port(String text) {
    if (text.matches("[0-9]{1,5}")) {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    }
    throw new TypeConversionException("port: " + text + " (expected: 1 to 65535)");
  }
}
