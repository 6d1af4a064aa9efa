package dev.sennit.daemon;

import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.ConfigFault;
import dev.sennit.daemon.config.ConfigReader;
import dev.sennit.daemon.host.StateDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// Where the configuration comes from: a file, or the built-in demonstration. Read at the start and
/// at each reload.
final class ConfigSource {
  private final Optional<Path> file;
  private final Path state;

  /// @param file the file, or nothing for the demonstration
  ConfigSource(Optional<Path> file, Map<String, String> environment) {
    this.file = file;
    this.state = StateDirectory.choose(environment, Path.of(System.getProperty("user.home", "/")));
  }

  /// A configuration that cannot be used.
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final transient List<String> lines;

    Unusable(int exitCode, List<String> lines) {
      super(String.join("\n", lines));
      this.exitCode = exitCode;
      this.lines = lines;
    }

    /// What the process ends with.
    int exitCode() {
      return exitCode;
    }

    /// What is wrong, a mistake a line.
    List<String> lines() {
      return lines;
    }
  }

  /// Whether this is the demonstration.
  boolean isDemo() {
    return file.isEmpty();
  }

  /// Reads it.
  ///
  /// @throws Unusable if it cannot be read, or has mistakes
  Config read() throws Unusable {
    return read(ConfigReader::read);
  }

  /// As [#read], of a file that need not say what listens.
  Config readTables() throws Unusable {
    return read(ConfigReader::readTables);
  }

  private Config read(BiFunction<ConfigReader, String, ConfigReader.Result> how) throws Unusable {
    return file.isPresent() ? fromFile(file.get(), how) : fromDemo(how);
  }

  private Config fromFile(Path path, BiFunction<ConfigReader, String, ConfigReader.Result> how)
      throws Unusable {
    Path absolute = path.toAbsolutePath();
    Path directory = absolute.getParent();
    try {
      String text = utf8(path.toString(), Files.readAllBytes(path));
      return parse(path.toString(), text, directory == null ? absolute : directory, how);
    } catch (IOException e) {
      throw new Unusable(ServeFlow.NO_INPUT, List.of(path + ": " + reason(e)));
    }
  }

  private static String utf8(String name, byte[] bytes) throws Unusable {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    if (StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()) {
      String before = out.flip().toString();
      int lineStart = before.lastIndexOf('\n') + 1;
      long line = before.chars().filter(c -> c == '\n').count() + 1;
      int column = before.codePointCount(lineStart, before.length()) + 1;
      throw new Unusable(
          ServeFlow.BAD_CONFIG,
          List.of(
              "%s:%d:%d: byte \\x%02x (expected: UTF-8)"
                  .formatted(name, line, column, bytes[in.position()])));
    }
    return out.flip().toString();
  }

  private Config fromDemo(BiFunction<ConfigReader, String, ConfigReader.Result> how)
      throws Unusable {
    try {
      Demo.prepare(state);
      return parse("demo.toml", Demo.toml(), state, how);
    } catch (IOException e) {
      throw new Unusable(
          ServeFlow.CANNOT_CREATE, List.of("state directory " + state + ": " + reason(e)));
    }
  }

  private Config parse(
      String name,
      String text,
      Path directory,
      BiFunction<ConfigReader, String, ConfigReader.Result> how)
      throws Unusable {
    return switch (how.apply(new ConfigReader(directory, state), text)) {
      case ConfigReader.Result.Good(Config config) -> config;
      case ConfigReader.Result.Bad(List<ConfigFault> faults) ->
          throw new Unusable(
              ServeFlow.BAD_CONFIG, faults.stream().map(fault -> name + ":" + fault).toList());
    };
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException there -> there.getFile() + " is a file";
      default -> Daemon.messageOf(e);
    };
  }
}
