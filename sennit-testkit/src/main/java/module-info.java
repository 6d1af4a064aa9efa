import dev.sennit.testkit.LeakGuard;
import org.jspecify.annotations.NullMarked;
import org.junit.platform.launcher.LauncherSessionListener;

/// What the tests of every room share: scripted peers, drips, a clock that tests turn, the leak
/// guard and the room rules.
@NullMarked
module dev.sennit.testkit {
  requires transitive io.netty.buffer;
  requires transitive org.assertj.core;
  requires transitive org.jspecify;
  requires transitive org.junit.platform.launcher;
  requires com.tngtech.archunit;
  requires io.netty.common;
  requires java.compiler;

  exports dev.sennit.testkit;

  provides LauncherSessionListener with
      LeakGuard;
}
