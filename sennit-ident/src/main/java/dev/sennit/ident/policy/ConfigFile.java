package dev.sennit.ident.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A file that may be read again while it is in use: whoever asks gets all of the old content or
/// all of the new.
///
///     var policy = ConfigFile.open(
///         Path.of("/etc/oidentd.conf"),
///         PolicyReader.MAX_SYSTEM_BYTES,
///         file -> PolicyReader.system(file, new SystemNames(accounts)),
///         SystemPolicy.REAL_NAMES);
///
/// @param <T> what the file says
public final class ConfigFile<T> implements Supplier<T> {
  private final Path path;
  private final int maxBytes;
  private final Function<byte[], Reading<T>> reader;
  private final T absent;
  private volatile T current;

  private ConfigFile(Path path, int maxBytes, Function<byte[], Reading<T>> reader, T absent) {
    this.path = path;
    this.maxBytes = maxBytes;
    this.reader = reader;
    this.absent = absent;
    this.current = absent;
  }

  /// Reads a file for the first time.
  ///
  /// @param maxBytes the most bytes of it
  /// @param reader reads its bytes
  /// @param absent what holds where there is no such file
  /// @throws IllegalArgumentException if it cannot be read; tells every mistake
  public static <T> ConfigFile<T> open(
      Path path, int maxBytes, Function<byte[], Reading<T>> reader, T absent) {
    ConfigFile<T> file = new ConfigFile<>(path, maxBytes, reader, absent);
    file.current = file.read().orThrow(path.toString());
    return file;
  }

  /// Reads the file again. Blocks; on one thread at a time.
  ///
  /// @return the mistakes; if there are any, what held before still holds
  public synchronized List<PolicyFault> reload() {
    Reading<T> reading = read();
    @Nullable T value = reading.value();
    if (value != null) {
      current = value;
    }
    return reading.faults();
  }

  /// What holds now.
  @Override
  public T get() {
    return current;
  }

  private Reading<T> read() {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(maxBytes + 1);
      return bytes.length > maxBytes
          ? unreadable("more than " + maxBytes + " bytes", "at most " + maxBytes + " bytes")
          : reader.apply(bytes);
    } catch (NoSuchFileException e) {
      return new Reading<>(absent, List.of());
    } catch (IOException e) {
      return unreadable(e.toString(), "a file that can be read");
    }
  }

  private Reading<T> unreadable(String found, String expected) {
    return new Reading<>(null, List.of(new PolicyFault(1, 1, found, expected)));
  }
}
