package dev.sennit.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.netty.util.ByteProcessor;
import io.netty.util.ReferenceCounted;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// Who may know whom, checked on the compiled classes.
///
///     class RoomTest {
///       @Test
///       void room_asBuilt_keepsTheRules() {
///         RoomRules.of("maps").check();
///       }
///     }
///
/// In a room the knowledge runs one way: handler, API, session, wire. `wire` uses of Netty only its
/// buffers; `session` uses no Netty, no thread and no clock; no room knows another, nor the programs
/// above; the floor knows no room.
public final class RoomRules {
  private static final String ROOT = "dev.sennit";
  private static final List<String> ROOMS = List.of("ident", "maps", "amp", "pb");
  private static final List<String> PROGRAMS = List.of("daemon", "cli");
  private static final String NETTY = "io.netty..";

  /// What buffers show of other parts of Netty in their own signatures.
  private static final DescribedPredicate<JavaClass> NETTY_BUFFERS =
      resideInAPackage("io.netty.buffer..")
          .or(type(ByteProcessor.class))
          .or(type(ReferenceCounted.class));

  private static final ArchRule NO_JUL =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.util.logging..")
          .because("libraries log through System.Logger");

  private static final ArchRule NAMES =
      noClasses()
          .should()
          .haveNameMatching(".*[.$](Abstract|Base|Default)[A-Z][^.$]*")
          .orShould()
          .haveNameMatching(".*[^.$](Impl|Util|Utils|Manager|Helper)")
          .because("such a name says how, not what");

  private final String home;
  private final List<ArchRule> rules;

  private RoomRules(String home, List<ArchRule> rules) {
    this.home = home;
    this.rules = rules;
  }

  /// The rules of a room.
  ///
  /// @param room the last part of its package: `maps` for `dev.sennit.maps`
  public static RoomRules of(String room) {
    return of(ROOT, room);
  }

  static RoomRules of(String root, String room) {
    String home = root + "." + room;
    List<ArchRule> rules = new ArrayList<>(manners());
    rules.add(
        never(
            home + ".wire..", resideInAnyPackage(home, home + ".session..", home + ".handler..")));
    rules.add(never(home + ".session..", resideInAnyPackage(home, home + ".handler..")));
    rules.add(never(home, resideInAPackage(home + ".handler..")));
    rules.add(
        never(home + "..", resideInAPackage(NETTY).and(DescribedPredicate.not(NETTY_BUFFERS))));
    rules.add(never(home + ".session..", resideInAPackage(NETTY)));
    rules.addAll(timeless(home + ".session.."));
    List<String> strangers = new ArrayList<>(ROOMS);
    strangers.addAll(PROGRAMS);
    strangers.remove(room);
    rules.add(never(home + "..", inParts(root, strangers)));
    return new RoomRules(home, rules);
  }

  /// The rules of the floor, `dev.sennit.net`.
  public static RoomRules floor() {
    return floor(ROOT);
  }

  static RoomRules floor(String root) {
    String home = root + ".net";
    List<ArchRule> rules = new ArrayList<>(manners());
    List<String> above = new ArrayList<>(ROOMS);
    above.addAll(PROGRAMS);
    rules.add(never(home + "..", inParts(root, above)));
    rules.add(never(home + ".session..", resideInAPackage(NETTY)));
    rules.add(
        never(
            home + ".wire..", resideInAPackage(NETTY).and(DescribedPredicate.not(NETTY_BUFFERS))));
    return new RoomRules(home, rules);
  }

  /// The rules of a program, which may print: names and logging only.
  ///
  /// @param name the last part of its package: `daemon` for `dev.sennit.daemon`
  public static RoomRules program(String name) {
    return new RoomRules(ROOT + "." + name, List.of(NO_JUL, NAMES));
  }

  /// Looks at the classes on the class path, those of tests left out.
  ///
  /// @throws AssertionError naming each class that breaks a rule, and the line
  public void check() {
    // The rules go by names: what a stranger looks like inside need not be read, which takes
    // seconds.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(home);
    if (classes.isEmpty()) {
      throw new AssertionError("package: " + home + " (expected: classes in it)");
    }
    check(classes);
  }

  void check(JavaClasses classes) {
    rules.forEach(rule -> rule.allowEmptyShould(true).check(classes));
  }

  private static List<ArchRule> manners() {
    return List.of(NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS, NO_JUL, NAMES);
  }

  private static List<ArchRule> timeless(String place) {
    return List.of(
        never(place, resideInAPackage("java.util.concurrent..")),
        never(place, type(Thread.class).or(type(Clock.class))),
        noClasses()
            .that()
            .resideInAPackage(place)
            .should()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "reads a clock",
                    call ->
                        List.of("nanoTime", "currentTimeMillis", "now")
                                .contains(call.getTarget().getName())
                            && call.getTargetOwner().getPackageName().startsWith("java."))));
  }

  private static ArchRule never(String place, DescribedPredicate<? super JavaClass> stranger) {
    return noClasses().that().resideInAPackage(place).should().dependOnClassesThat(stranger);
  }

  private static DescribedPredicate<JavaClass> inParts(String root, List<String> parts) {
    return resideInAnyPackage(
        parts.stream().map(part -> root + "." + part + "..").toArray(String[]::new));
  }
}
