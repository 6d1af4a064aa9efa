package dev.sennit.benchmarks;

/// A server that runs.
///
/// @param name as in the report
/// @param program its process
/// @param address `127.0.0.1:PORT`
public record Server(String name, Program program, String address) implements AutoCloseable {

  /// The port of its address.
  public int port() {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1));
  }

  @Override
  public void close() {
    program.close();
  }
}
