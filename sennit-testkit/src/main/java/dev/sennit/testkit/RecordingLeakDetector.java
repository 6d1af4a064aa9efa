package dev.sennit.testkit;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Keeps what Netty's own detector would log.
///
/// Netty follows each resource by a weak reference and looks into the reference queue only when
/// another resource is allocated. To know that the queue was emptied after a collection, each
/// detector loses a marker on purpose and collects garbage until the loss of the marker itself is
/// reported. References of one collection arrive in any order, those of a later one come later: so
/// the second marker proves that everything from the first collection has been seen.
final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {
  private static final String MARKER = "sennit-testkit marker ";
  private static final int MARKERS = 2;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static final Pattern ENGINE_FRAME =
      Pattern.compile(
          "^\\s+(java\\.base/)?(org\\.junit|org\\.apache\\.maven|jdk\\.internal|java\\.lang\\.reflect|java\\.util)\\.");

  private static final List<RecordingLeakDetector<?>> DETECTORS = new CopyOnWriteArrayList<>();
  private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
  private static final AtomicLong NEXT_MARKER = new AtomicLong();

  private final Queue<String> markersSeen = new ConcurrentLinkedQueue<>();

  RecordingLeakDetector(Class<?> resourceType, int samplingInterval) {
    super(resourceType, samplingInterval);
  }

  static void install() {
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
  }

  /// Collects garbage and takes what was found lost since the last call.
  static List<String> collect() {
    if (isEnabled()) {
      DETECTORS.forEach(RecordingLeakDetector::drain);
    }
    List<String> leaks = new ArrayList<>();
    for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
      leaks.add(leak);
    }
    return leaks;
  }

  private void drain() {
    for (int i = 0; i < MARKERS; i++) {
      String marker = MARKER + NEXT_MARKER.incrementAndGet();
      lose(marker);
      long start = System.nanoTime();
      while (!markersSeen.contains(marker)) {
        if (System.nanoTime() - start > PATIENCE_NANOS) {
          throw new AssertionError("garbage collection: not seen (expected: within 20 s)");
        }
        System.gc();
        poll();
        Thread.onSpinWait();
      }
    }
  }

  private void lose(String marker) {
    @Nullable ResourceLeakTracker<T> tracker = follow(new Object());
    if (tracker != null) {
      tracker.record(marker);
    }
  }

  /// Following anything makes Netty empty the queue; this one is not lost.
  private void poll() {
    Object resource = new Object();
    @Nullable ResourceLeakTracker<T> tracker = follow(resource);
    if (tracker != null) {
      @SuppressWarnings("unchecked")
      T same = (T) resource;
      tracker.close(same);
    }
  }

  @SuppressWarnings("unchecked") // the detector only takes the identity of what it follows
  private @Nullable ResourceLeakTracker<T> follow(Object resource) {
    return trackForcibly((T) resource);
  }

  @Override
  protected boolean needReport() {
    return true;
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    int start = records.indexOf(MARKER);
    if (start < 0) {
      LEAKS.add("LEAK: " + resourceType + ", last use first:\n" + withoutFrames(records));
    } else {
      int end = start + MARKER.length();
      while (end < records.length() && Character.isDigit(records.charAt(end))) {
        end++;
      }
      markersSeen.add(records.substring(start, end));
    }
  }

  /// Leaves out the frames of the test engine: who lost the buffer stands above them.
  private static String withoutFrames(String records) {
    return records
        .lines()
        .filter(line -> !line.isBlank() && !ENGINE_FRAME.matcher(line).find())
        .collect(Collectors.joining("\n"));
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    LEAKS.add(
        "LEAK: "
            + resourceType
            + ", place unknown: run with -Dio.netty.leakDetection.level=paranoid");
  }

  private static final class Factory extends ResourceLeakDetectorFactory {
    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval) {
      RecordingLeakDetector<T> detector = new RecordingLeakDetector<>(resource, samplingInterval);
      DETECTORS.add(detector);
      return detector;
    }

    @Override
    @Deprecated // in Netty, but abstract
    @SuppressWarnings("InlineMeSuggester")
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      return newResourceLeakDetector(resource, samplingInterval);
    }
  }
}
