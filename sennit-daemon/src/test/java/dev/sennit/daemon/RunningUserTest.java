package dev.sennit.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sennit.daemon.config.Config.RunAs;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunningUserTest {
  private static RunningUser of(String user, String... group) {
    return RunningUser.of(
        new RunAs(user, group.length == 0 ? Optional.empty() : Optional.of(group[0])));
  }

  @Test
  void of_name_hasItsNumberAndGroup() {
    RunningUser nobody = of("nobody");
    assertThat(nobody.uid()).isEqualTo(65_534);
    assertThat(nobody.gid()).isPositive();
    assertThat(of("nobody", "daemon").gid()).isPositive().isNotEqualTo(nobody.gid());
  }

  @Test
  void of_numbers_needNoNames() {
    assertThat(of("54321", "54322")).isEqualTo(new RunningUser("54321", 54_321, 54_322));
  }

  @Test
  void of_whoIsNot_isAMistake() {
    assertThatThrownBy(() -> of("no such"))
        .isInstanceOfSatisfying(
            StartException.class,
            e -> assertThat(e.kind()).isEqualTo(StartException.Kind.CONFIGURATION))
        .hasMessage("user: no such (expected: a user of this system)");
    assertThatThrownBy(() -> of("nobody", "no such"))
        .hasMessage("group: no such (expected: a group of /etc/group, or a number)");
    assertThatThrownBy(() -> of("54321"))
        .hasMessage("user: 54321 (expected: one with a name, or `group` as well)");
  }

  @Test
  void of_root_isRefused() {
    assertThatThrownBy(() -> of("root")).hasMessage("user: root (expected: not root)");
    assertThatThrownBy(() -> of("0")).hasMessage("user: 0 (expected: not root)");
    assertThatThrownBy(() -> of("nobody", "0")).hasMessage("group: 0 (expected: not root)");
  }
}
