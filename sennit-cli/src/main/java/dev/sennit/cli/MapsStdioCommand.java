package dev.sennit.cli;

import dev.sennit.daemon.StdioFlow;
import dev.sennit.daemon.config.MapsListener.Protocol;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// `sennit maps stdio`: a map server for one connection, which is standard input and output.
///
/// Under spawn(8) and inetd standard error is the connection too, and whatever is written there
/// would be taken for a reply: then nothing is, and the log goes to a file or nowhere.
@Command(
    name = "stdio",
    description = {
      "Answers one client on standard input and output, from the tables of a configuration file:",
      "for Postfix's spawn(8), inetd, or a shell."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Exit code: 0 the client closed, 64 no such table, 66 the file cannot be read, 73 no place for",
      "a socket in the temporary directory, 74 the log cannot be written, 78 mistakes in the file."
    })
final class MapsStdioCommand implements Callable<Integer> {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The configuration; it needs no listeners, and those it has are not opened.")
  private @Nullable Path config;

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      converter = ProtocolName.class,
      description = "tcp_table or socketmap (default: ${DEFAULT-VALUE}).")
  private Protocol protocol = Protocol.TCP_TABLE;

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = "The table of tcp_table (default: the only one of the file).")
  private @Nullable String table;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "Append the log to this file instead of writing it to standard error.")
  private @Nullable Path log;

  /// Made by picocli.
  MapsStdioCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintStream notes = notes();
    System.setErr(notes);
    return StdioFlow.serve(
        Optional.ofNullable(config),
        new StdioFlow.Service(protocol, Optional.ofNullable(table)),
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new PrintWriter(notes, true, StandardCharsets.UTF_8),
        System.getenv());
  }

  private PrintStream notes() throws IOException {
    if (log != null) {
      return new PrintStream(
          new FileOutputStream(log.toFile(), true), true, StandardCharsets.UTF_8);
    }
    return isSame("0", "2") || isSame("1", "2")
        ? new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)
        : System.err;
  }

  /// Whether both descriptors are the same socket.
  private static boolean isSame(String one, String other) {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd", one)).toString();
      return file.startsWith("socket:")
          && file.equals(Files.readSymbolicLink(Path.of("/proc/self/fd", other)).toString());
    } catch (IOException e) {
      return false;
    }
  }

  /// Reads a protocol's name.
  static final class ProtocolName implements ITypeConverter<Protocol> {
    /// Made by picocli.
    ProtocolName() {}

    @Override
    public Protocol convert(String name) {
      for (Protocol protocol : Protocol.values()) {
        if (protocol.toString().equals(name)) {
          return protocol;
        }
      }
      throw new TypeConversionException(
          "protocol: " + name + " (expected: tcp_table or socketmap)");
    }
  }
}
