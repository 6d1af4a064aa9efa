package dev.sennit.testkit;

import java.util.List;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// Fails a test run in which a Netty buffer was lost.
///
/// Nothing needs to be written in a test: JUnit finds this listener through `META-INF/services` as
/// soon as sennit-testkit is on the test class path. Run the tests with
/// `-Dio.netty.leakDetection.level=paranoid`, so that every buffer is followed and the message
/// names the place of its allocation.
///
/// Runs on the thread of the test run, before the first and after the last test.
public final class LeakGuard implements LauncherSessionListener {

  /// Made by JUnit.
  public LeakGuard() {}

  /// Puts the detector in place; must come before the first buffer is allocated.
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    RecordingLeakDetector.install();
  }

  /// Collects what became garbage and fails if a buffer is among it.
  ///
  /// @throws AssertionError naming each lost buffer and where it was allocated
  @Override
  public void launcherSessionClosed(LauncherSession session) {
    check();
  }

  /// As at the end of a run, at any time: what is found is told once.
  ///
  /// @throws AssertionError naming each lost buffer and where it was allocated
  public static void check() {
    List<String> leaks = RecordingLeakDetector.collect();
    if (!leaks.isEmpty()) {
      throw new AssertionError(
          "LEAK: lost buffers: " + leaks.size() + " (expected: 0)\n" + String.join("\n", leaks));
    }
  }
}
