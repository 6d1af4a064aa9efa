package dev.sennit.daemon;

import dev.sennit.daemon.ConfigSource.Unusable;
import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.ConfigReader;
import dev.sennit.daemon.config.IdentSettings;
import dev.sennit.daemon.log.LogSetup;
import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.IdentStreams;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The life of `sennit ident stdio`: one connection, which inetd or systemd has accepted.
public final class IdentStdio {
  static final int OK = 0;
  static final int USAGE = 64;
  static final int IO_FAILED = 74;

  private static final String DEFAULT =
      "[ident]\nlisten = \"tcp:113\"\nany-address = true\n[log]\nlevel = \"warn\"\n";
  private static final int DRAIN_BYTES = 65_536;
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final Config config;
  private final IdentSettings settings;

  private IdentStdio(Config config, IdentSettings settings) {
    this.config = config;
    this.settings = settings;
  }

  /// Answers the queries of the connection that is standard input, or of a pipe.
  ///
  /// @param file the configuration file, of which the `[ident]` section counts; its addresses and
  ///   its registry do not. Without one: login names
  /// @param ends of the connection, if standard input is no TCP socket
  /// @param notes where it says what is wrong
  /// @return the exit code
  public static int serve(
      Optional<Path> file,
      Optional<IdentConnection> ends,
      PrintWriter notes,
      Map<String, String> environment) {
    try {
      Config config = read(file, environment);
      Optional<IdentSettings> settings = config.ident().map(IdentSettings::withoutRegistry);
      if (settings.isEmpty()) {
        notes.println("sennit: " + file.orElseThrow() + ": ident: missing (expected: a section)");
        return ServeFlow.BAD_CONFIG;
      }
      LogSetup.apply(config.log());
      config.runAs().map(RunningUser::of).ifPresent(RunningUser::become);
      return new IdentStdio(config, settings.get()).serve(ends, notes);
    } catch (Unusable e) {
      e.lines().forEach(line -> notes.println("sennit: " + line));
      return e.exitCode();
    } catch (StartException e) {
      notes.println("sennit: " + e.getMessage());
      return e.kind() == StartException.Kind.PRIVILEGES
          ? ServeFlow.NO_PERMISSION
          : ServeFlow.BAD_CONFIG;
    } catch (IOException e) {
      notes.println("sennit: " + Daemon.messageOf(e));
      return IO_FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OK;
    } finally {
      notes.flush();
    }
  }

  private static Config read(Optional<Path> file, Map<String, String> environment) throws Unusable {
    if (file.isPresent()) {
      return new ConfigSource(file, environment).read();
    }
    Path nowhere = Path.of("/");
    return switch (new ConfigReader(nowhere, nowhere).read(DEFAULT)) {
      case ConfigReader.Result.Good(Config config) -> config;
      case ConfigReader.Result.Bad(var faults) ->
          throw new IllegalStateException(faults.toString());
    };
  }

  private int serve(Optional<IdentConnection> ends, PrintWriter notes)
      throws IOException, InterruptedException {
    Channel inherited = System.inheritedChannel();
    if (inherited instanceof SocketChannel socket) {
      try (socket) {
        return serve(socket, ends, notes);
      }
    }
    if (inherited != null) {
      notes.println(
          "sennit: standard input: a listening socket (expected: a connected one; for inetd's `wait`"
              + " there is `sennit serve` with listen = \"inetd\")");
      return USAGE;
    }
    if (ends.isEmpty()) {
      notes.println(
          "sennit: standard input: no socket (expected: one, or --local and --remote as well)");
      return USAGE;
    }
    serve(
        ends.get(), System.in, new FileOutputStream(FileDescriptor.out)); // which tells of failures
    return OK;
  }

  private int serve(SocketChannel socket, Optional<IdentConnection> ends, PrintWriter notes)
      throws IOException, InterruptedException {
    IdentConnection connection;
    if (ends.isPresent()) {
      connection = ends.get();
    } else if (socket.getLocalAddress() instanceof InetSocketAddress local
        && socket.getRemoteAddress() instanceof InetSocketAddress remote) {
      connection = new IdentConnection(local, remote);
    } else {
      notes.println(
          "sennit: standard input: no TCP socket (expected: one, or --local and --remote as well)");
      return USAGE;
    }
    serve(connection, socket.socket().getInputStream(), socket.socket().getOutputStream());
    socket.shutdownOutput();
    drain(socket, DRAIN);
    return OK;
  }

  /// What is unread at a close resets the connection, and with it the last reply. All that the
  /// client still sends gets a short time; whoever stays is not waited for.
  ///
  /// Another thread may be reading already, and go on until something comes: so this one does not
  /// read itself.
  static void drain(SocketChannel socket, Duration longest) throws InterruptedException {
    Thread reading =
        Thread.ofPlatform().daemon().name("sennit-ident-drain").start(() -> readOn(socket));
    boolean _ = reading.join(longest);
  }

  private static void readOn(SocketChannel socket) {
    ByteBuffer bytes = ByteBuffer.allocate(4096);
    int left = DRAIN_BYTES;
    try {
      for (int count = socket.read(bytes); count > 0 && left > 0; count = socket.read(bytes)) {
        left -= count;
        bytes.clear();
      }
    } catch (IOException e) {
      // the client is gone, or has had its time
    }
  }

  private void serve(IdentConnection ends, InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    try (IdentAnswers answers =
        Objects.requireNonNull(IdentAnswers.open(Optional.of(settings), null))) {
      answers.inForce(List.of());
      IdentStreams.serve(
          RunningIdent.options(config, settings),
          answers.answering(),
          ends.local(),
          ends.remote(),
          in,
          out);
    }
  }
}
