package dev.sennit.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.sennit.testkit.fixture.daemon.Program;
import dev.sennit.testkit.fixture.maps.*;
import dev.sennit.testkit.fixture.maps.handler.Ready;
import dev.sennit.testkit.fixture.maps.session.*;
import dev.sennit.testkit.fixture.maps.wire.*;
import dev.sennit.testkit.fixture.net.FloorKnowsRoom;
import dev.sennit.testkit.fixture.net.Ground;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomRulesTest {
  private static final String ROOT = "dev.sennit.testkit.fixture";

  @Test
  void check_roomInOrder_passes() {
    RoomRules.of(ROOT, "maps").check(classes(Clean.class, Calm.class, Front.class, Ready.class));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        WireKnowsSession.class,
        WireKnowsApi.class,
        WireUsesMoreNetty.class,
        SessionKnowsApi.class,
        SessionUsesBuffer.class,
        SessionUsesLock.class,
        SessionStartsThread.class,
        SessionReadsClock.class,
        ApiKnowsHandler.class,
        KnowsOtherRoom.class,
        KnowsProgram.class,
        Prints.class,
        AskerImpl.class,
        AskUtil.class,
        AskUtils.class,
        AskManager.class,
        AskHelper.class,
        AbstractAsker.class,
        BaseAsker.class,
        DefaultAsker.class
      })
  void check_classThatBreaksARule_isNamed(Class<?> bad) {
    assertThatThrownBy(() -> RoomRules.of(ROOT, "maps").check(classes(bad)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(bad.getName());
  }

  @Test
  void check_javaUtilLogging_isNamed() throws ClassNotFoundException {
    Class<?> logs =
        Class.forName("org.junit.platform.commons.logging.LoggerFactory$DelegatingLogger");

    assertThatThrownBy(() -> RoomRules.of(ROOT, "maps").check(classes(logs)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("java.util.logging");
  }

  @Test
  void floor_thatKnowsARoom_isNamed() {
    RoomRules.floor(ROOT).check(classes(Ground.class));
    assertThatThrownBy(() -> RoomRules.floor(ROOT).check(classes(FloorKnowsRoom.class)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("FloorKnowsRoom");
  }

  @Test
  void program_thatPrints_passesUnlessBadlyNamed() {
    RoomRules.program("daemon").check(classes(Program.class, Prints.class));
    assertThatThrownBy(() -> RoomRules.program("daemon").check(classes(AskerImpl.class)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("AskerImpl");
  }

  @Test
  void check_noSuchPackage_fails() {
    assertThatThrownBy(() -> RoomRules.of("nowhere").check())
        .isInstanceOf(AssertionError.class)
        .hasMessage("package: dev.sennit.nowhere (expected: classes in it)");
  }

  private static JavaClasses classes(Class<?>... classes) {
    return new ClassFileImporter().importClasses(classes);
  }
}
