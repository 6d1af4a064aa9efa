package dev.sennit.daemon;

import dev.sennit.daemon.config.Config;
import dev.sennit.daemon.config.ConfigFault;
import dev.sennit.daemon.config.ConfigReader;
import dev.sennit.daemon.host.StateDirectory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    return file.isPresent() ? fromFile(file.get()) : fromDemo();
  }

  private Config fromFile(Path path) throws Unusable {
    Path absolute = path.toAbsolutePath();
    Path directory = absolute.getParent();
    try {
      String text = Files.readString(path);
      return parse(path.toString(), text, directory == null ? absolute : directory);
    } catch (IOException e) {
      throw new Unusable(ServeFlow.NO_INPUT, List.of(path + ": " + reason(e)));
    }
  }

  private Config fromDemo() throws Unusable {
    try {
      Demo.prepare(state);
      return parse("demo.toml", Demo.toml(), state);
    } catch (IOException e) {
      throw new Unusable(
          ServeFlow.CANNOT_CREATE, List.of("state directory " + state + ": " + reason(e)));
    }
  }

  private Config parse(String name, String text, Path directory) throws Unusable {
    return switch (new ConfigReader(directory, state).read(text)) {
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
      case CharacterCodingException _ -> "not UTF-8";
      default -> Daemon.messageOf(e);
    };
  }
}
