package dev.sennit.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Takes what other tests of this run lost into its own account, and fails for it: one is expected.
class LeakGuardTest {
  @Test
  void close_ofRunWithLostBuffer_failsAndNamesThePlace() {
    LauncherSession session = run(Careless.class);

    assertThatThrownBy(session::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("LEAK: lost buffers: 1 (expected: 0)")
        .hasMessageContaining("LEAK: ByteBuf")
        .hasMessageContaining("LeakGuardTest$Careless.test_losesBuffer");
  }

  @Test
  void close_ofRunThatReleases_passes() {
    run(Careful.class).close();
  }

  @Test
  void check_afterLeakWasTold_passes() {
    LauncherSession session = run(Careless.class);
    assertThatThrownBy(session::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("LEAK: lost buffers: 1 ");

    LeakGuard.check();
  }

  private static LauncherSession run(Class<?> tests) {
    LauncherSession session = LauncherFactory.openSession();
    session
        .getLauncher()
        .execute(LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build());
    return session;
  }

  /// Found by no build: Surefire runs only classes named `*Test`.
  static class Careless {
    @Test
    void test_losesBuffer() {
      ByteBufAllocator.DEFAULT.buffer(16).writeByte(1);
    }
  }

  static class Careful {
    @Test
    void test_releasesBuffer() {
      ByteBufAllocator.DEFAULT.buffer(16).writeByte(1).release();
    }
  }
}
