package dev.sennit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ChildProcessTest {
  private static final Duration LONG = Duration.ofSeconds(5);

  @Test
  void awaitLine_comes_givesItsGroups() {
    try (ChildProcess child = ChildProcess.start("sh", "-c", "echo one; echo port 42; cat")) {
      assertThat(child.awaitLine("^port (\\d+)$", LONG).group(1)).isEqualTo("42");
      assertThat(child.output()).isEqualTo("one\nport 42\n");
    }
  }

  @Test
  void awaitLine_programEndsFirst_showsItsOutputs() {
    try (ChildProcess child = ChildProcess.start("sh", "-c", "echo yes; echo no >&2; exit 3")) {
      assertThat(child.awaitExit(LONG)).isEqualTo(3);
      assertThatThrownBy(() -> child.awaitLine("never", LONG))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("ended with exit code 3")
          .hasMessageContaining("no line /never/")
          .hasMessageContaining("stdout:\nyes\nstderr:\nno\n");
    }
  }

  @Test
  void awaitErrorLine_deadline_fails() {
    try (ChildProcess child = ChildProcess.start("sh", "-c", "echo up >&2; cat")) {
      child.awaitErrorLine("up", LONG);
      assertThatThrownBy(() -> child.awaitErrorLine("down", Duration.ofMillis(20)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("(running): no line /down/ in PT0.02S");
    }
  }

  @Test
  void signal_trapped_isSeen() {
    try (ChildProcess child =
        ChildProcess.start(
            "sh", "-c", "trap 'echo got USR1; exit 0' USR1; echo up; while :; do read x; done")) {
      child.awaitLine("up", LONG);
      child.signal("USR1");
      child.awaitLine("got USR1", LONG);
    }
  }

  @Test
  void close_runningWithChild_stopsBoth() {
    ChildProcess child = ChildProcess.start("sh", "-c", "sleep 60 & echo $!; wait");
    long grandchild = Long.parseLong(child.awaitLine("^\\d+$", LONG).group());

    child.close();

    assertThat(child.process().isAlive()).isFalse();
    ProcessHandle.of(grandchild).ifPresent(handle -> handle.onExit().join());
  }
}
