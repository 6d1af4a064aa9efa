package dev.sennit.daemon;

import dev.sennit.daemon.ConfigSource.Unusable;
import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.MapsListener;
import dev.sennit.daemon.config.MapsListener.Protocol;
import dev.sennit.daemon.config.MapsListener.Style;
import dev.sennit.daemon.metrics.DaemonMetrics;
import dev.sennit.daemon.table.OpenTables.Opened;
import dev.sennit.daemon.table.TableSet;
import dev.sennit.net.Listen;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The life of `sennit maps stdio`: one connection on standard input and output, for spawn(8) of
/// Postfix, inetd, or a shell.
///
/// The bytes go through a socket that nobody else can reach to the same server as those of any
/// listener, so that limits, times, order and replies are the same.
///
/// | exit code | why |
/// |---|---|
/// | 0 | the client closed, or was idle too long |
/// | 64 | the table to serve is not given, or not there |
/// | 66 | the configuration file cannot be read |
/// | 73 | there is no place for the socket |
/// | 78 | the configuration has mistakes, or a table cannot be opened |
public final class StdioFlow {
  static final int USAGE = 64;
  private static final int BUFFER_BYTES = 16 * 1024;

  private StdioFlow() {}

  /// What is served.
  ///
  /// @param protocol what is spoken
  /// @param table the table of tcp_table; unless given, the only one of the file
  public record Service(Protocol protocol, Optional<String> table) {}

  /// Serves until the client closes.
  ///
  /// @param file the configuration file, or nothing for the demonstration; what it says of
  ///   listeners is of no interest
  /// @param in what the client sends
  /// @param out what the client is sent
  /// @param notes where it says what is wrong
  /// @param environment the variables of the process
  /// @return the exit code
  public static int serve(
      Optional<Path> file,
      Service service,
      InputStream in,
      OutputStream out,
      PrintWriter notes,
      Map<String, String> environment) {
    try {
      Config config = new ConfigSource(file, environment).readTables();
      serve(config, service, in, out);
      return ServeFlow.OK;
    } catch (Unusable e) {
      e.lines().forEach(line -> notes.println("sennit: " + line));
      return e.exitCode();
    } catch (StartException e) {
      notes.println("sennit: " + e.getMessage());
      return ServeFlow.BAD_CONFIG;
    } catch (IOException e) {
      notes.println("sennit: a socket of its own: " + Daemon.messageOf(e));
      return ServeFlow.CANNOT_CREATE;
    } finally {
      notes.flush();
    }
  }

  private static void serve(Config config, Service service, InputStream in, OutputStream out)
      throws Unusable, IOException {
    List<String> names = served(service, config.tables().keySet());
    Opened opened = Daemon.open(config);
    try (TableSet tables = new TableSet(opened.tables(), opened.allSources())) {
      Path directory = Files.createTempDirectory("sennit-"); // nobody else may enter it
      Path socket = directory.resolve("s");
      MapsListener listener =
          new MapsListener(
              service.protocol(), Listen.unix(socket), names, false, Style.POSTFIX, List.of());
      try {
        relay(RunningMaps.start(config, listener, tables, DaemonMetrics.NONE), socket, in, out);
      } finally {
        Files.deleteIfExists(directory);
      }
    }
  }

  private static void relay(RunningMaps server, Path socket, InputStream in, OutputStream out)
      throws IOException {
    try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      Files.delete(socket);
      relay(connection, in, out);
    } finally {
      server.close();
    }
  }

  private static List<String> served(Service service, Set<String> tables) throws Unusable {
    if (service.protocol() == Protocol.SOCKETMAP) {
      return List.copyOf(tables);
    }
    @Nullable String name =
        service.table().orElse(tables.size() == 1 ? tables.iterator().next() : null);
    if (name == null || !tables.contains(name)) {
      throw new Unusable(
          USAGE,
          List.of(
              "table: "
                  + (name == null ? "none" : name)
                  + " (expected: one of "
                  + String.join(", ", tables)
                  + ")"));
    }
    return List.of(name);
  }

  /// Carries bytes both ways until the server has closed. The end of the input is passed on, so
  /// that everything that was asked before it is answered.
  private static void relay(SocketChannel connection, InputStream in, OutputStream out) {
    Thread _ = Thread.ofPlatform().daemon().name("stdin").start(() -> carryIn(in, connection));
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream replies = Channels.newInputStream(connection);
      for (int count = replies.read(buffer); count >= 0; count = replies.read(buffer)) {
        out.write(buffer, 0, count);
        out.flush();
      }
    } catch (IOException e) {
      // the client is gone, and there is nobody to tell
    }
  }

  private static void carryIn(InputStream in, SocketChannel connection) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
        while (bytes.hasRemaining()) {
          connection.write(bytes);
        }
      }
    } catch (IOException e) {
      // as its end
    }
    try {
      connection.shutdownOutput();
    } catch (IOException e) {
      // closed already
    }
  }
}
