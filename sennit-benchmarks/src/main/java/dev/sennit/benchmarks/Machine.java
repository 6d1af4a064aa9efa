package dev.sennit.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the numbers were made on.
///
/// @param processor the model as the kernel names it
/// @param cores that this process may use
/// @param kernel release of the kernel
/// @param load the load average of the last minute at the start: above 0.5, others were at work
public record Machine(String processor, int cores, String kernel, String load) {

  /// This machine.
  public static Machine here() throws IOException {
    String processor =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown processor");
    return new Machine(
        processor,
        Runtime.getRuntime().availableProcessors(),
        Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
        Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
  }

  /// One line for people.
  @Override
  public String toString() {
    return "%s, %d cores, Linux %s, load %s before the start, Java %s"
        .formatted(processor, cores, kernel, load, Runtime.version());
  }
}
