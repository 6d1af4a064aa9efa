package dev.sennit.examples.buildbot;

import dev.sennit.net.Reply;
import dev.sennit.pb.PbRemote;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A command that the master wants run: its output goes to the master as it comes, each piece when
/// the one before was taken.
final class ShellCommand {
  private static final int CHUNK_CHARACTERS = 8192;
  private static final int CANNOT_START = 127;

  private final Path directory;
  private final List<String> command;
  private volatile @Nullable Process process;

  /// @param home the builder's directory
  /// @param arguments `workdir`, and `command` as text for a shell or as a list of words
  ShellCommand(Path home, Map<?, ?> arguments) {
    this.directory = home.resolve((String) arguments.get("workdir"));
    this.command =
        arguments.get("command") instanceof List<?> words
            ? words.stream().map(String::valueOf).toList()
            : List.of("/bin/sh", "-c", String.valueOf(arguments.get("command")));
  }

  /// Runs it to its end; the master waits for `complete` whatever happens.
  void run(PbRemote master) {
    tell(master, "header", String.join(" ", command) + "\n in dir " + directory + "\n");
    int code = CANNOT_START;
    try {
      Files.createDirectories(directory);
      Process started = new ProcessBuilder(command).directory(directory.toFile()).start();
      process = started;
      started.getOutputStream().close();
      Thread errors =
          Thread.ofVirtual().start(() -> follow(started.errorReader(), "stderr", master));
      follow(
          new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8),
          "stdout",
          master);
      errors.join();
      code = started.waitFor();
    } catch (IOException e) {
      tell(master, "stderr", e.getMessage() + "\n");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tell(master, "rc", code > 128 ? -1 : code);
    master.call("complete", (Object) null).whenComplete((_, _) -> master.close());
  }

  private static void follow(Reader output, String stream, PbRemote master) {
    char[] chunk = new char[CHUNK_CHARACTERS];
    try (output) {
      for (int length = output.read(chunk); length >= 0; length = output.read(chunk)) {
        tell(master, stream, new String(chunk, 0, length)).join();
      }
    } catch (IOException e) {
      tell(master, "header", stream + ": " + e.getMessage() + "\n");
    }
  }

  private static Reply<@Nullable Object> tell(PbRemote master, String key, Object value) {
    return master.call("update", List.of(List.of(Map.of(key, value), 0)));
  }

  /// Kills it; it still ends as any other.
  void interrupt() {
    Process started = process;
    if (started != null) {
      started.destroyForcibly();
    }
  }
}
