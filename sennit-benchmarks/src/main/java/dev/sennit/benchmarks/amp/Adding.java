package dev.sennit.benchmarks.amp;

import com.sun.management.ThreadMXBean;
import dev.sennit.amp.AmpCommand;
import dev.sennit.amp.AmpNothing;
import java.lang.management.ManagementFactory;

/// The commands that the comparison calls.
final class Adding {
  /// What is added.
  record Sum(long a, long b) {}

  /// What comes out.
  record Total(long total) {}

  /// How many bytes all threads have allocated so far.
  record Allocated(long bytes) {}

  /// The number of a stream.
  record Numbered(long stream) {}

  /// How many bytes have been read.
  record Count(long bytes) {}

  static final AmpCommand<Sum, Total> SUM = AmpCommand.of("Sum", Sum.class, Total.class);

  static final AmpCommand<AmpNothing, Allocated> ALLOCATED =
      AmpCommand.of("Allocated", AmpNothing.class, Allocated.class);

  /// Opens a stream that is read and thrown away.
  static final AmpCommand<AmpNothing, Numbered> SINK =
      AmpCommand.of("Sink", AmpNothing.class, Numbered.class);

  /// Answers when the stream is read to its end.
  static final AmpCommand<Numbered, Count> DRAINED =
      AmpCommand.of("Drained", Numbered.class, Count.class);

  private Adding() {}

  /// Bytes that all threads of this virtual machine have allocated so far.
  static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
  }
}
