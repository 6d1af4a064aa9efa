package dev.sennit.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Cuts bytes in pieces as a network may, to prove that a reader does not care.
///
///     Drip.everyWay(bytes, pieces -> {
///       var reader = new TcpTableReader();
///       ...
///       assertThat(messages).containsExactly(expected);
///     });
public final class Drip {
  private Drip() {}

  /// Runs the trial with the bytes whole, in every two-way split (an empty half included) and one
  /// byte at a time.
  ///
  /// @param trial must start from the beginning each time
  /// @throws AssertionError if the trial fails, naming the split
  public static void everyWay(byte[] bytes, Consumer<List<byte[]>> trial) {
    run("whole", List.of(bytes.clone()), trial);
    for (int i = 0; i <= bytes.length; i++) {
      run("split at " + i + " of " + bytes.length, split(bytes, i), trial);
    }
    run("one byte at a time", oneByOne(bytes), trial);
  }

  /// The bytes in two pieces.
  ///
  /// @param at 0 to the number of bytes, the length of the first piece
  public static List<byte[]> split(byte[] bytes, int at) {
    return List.of(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at, bytes.length));
  }

  /// Each byte a piece of its own.
  public static List<byte[]> oneByOne(byte[] bytes) {
    List<byte[]> pieces = new ArrayList<>(bytes.length);
    for (byte b : bytes) {
      pieces.add(new byte[] {b});
    }
    return pieces;
  }

  private static void run(String how, List<byte[]> pieces, Consumer<List<byte[]>> trial) {
    try {
      trial.accept(pieces);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(how + ": " + e.getMessage(), e);
    }
  }
}
