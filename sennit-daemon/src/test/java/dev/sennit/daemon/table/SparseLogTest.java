package dev.sennit.daemon.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparseLogTest {
  private final List<String> lines = new ArrayList<>();
  private final List<Runnable> due = new ArrayList<>();
  private final SparseLog log =
      new SparseLog("failures", lines::add, (delay, task) -> due.add(task));

  private void aMinuteLater() {
    List<Runnable> now = List.copyOf(due);
    due.clear();
    now.forEach(Runnable::run);
  }

  @Test
  void tell_first_isWrittenAtOnce() {
    log.tell(() -> "one");
    assertThat(lines).containsExactly("one");
  }

  @Test
  void tell_manyInAMinute_areSummedUpAtItsEnd() {
    for (int i = 1; i <= 1000; i++) {
      int number = i;
      log.tell(() -> "event " + number);
    }
    assertThat(lines).containsExactly("event 1");
    aMinuteLater();
    assertThat(lines)
        .containsExactly("event 1", "999 more failures in the last minute; the last: event 1000");
  }

  @Test
  void tell_goingOn_givesOneLineAMinute() {
    for (int minute = 0; minute < 3; minute++) {
      log.tell(() -> "a");
      log.tell(() -> "b");
      aMinuteLater();
    }
    assertThat(lines).hasSize(4);
  }

  @Test
  void tell_afterAQuietMinute_isWrittenAtOnce() {
    log.tell(() -> "one");
    aMinuteLater();
    log.tell(() -> "two");
    assertThat(lines).containsExactly("one", "two");
    assertThat(due).hasSize(1);
  }
}
