package dev.sennit.pb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.pb.jelly.PbInstance;
import dev.sennit.pb.jelly.PbTypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Java's types at both ends: faces, records, enums, and what each user gets a copy of.
@Timeout(60)
class TypedIT {
  interface Counter {
    int add(int a, int b);

    default int twice(int number) {
      return add(number, number);
    }

    String name(String first, Optional<String> last);
  }

  private record Person(String name, Optional<String> mail) {}

  private enum Level {
    LOW,
    HIGH {
      @Override
      boolean isLoud() {
        return true;
      }
    };

    boolean isLoud() {
      return false;
    }
  }

  private static final PbTypes TYPES =
      PbTypes.standard()
          .record("t.Person", Person.class)
          .copy(
              "t.Level",
              Level.class,
              level -> Map.of("name", level.name()),
              state ->
                  Level.valueOf(String.valueOf(((Map<?, ?>) Local.present(state)).get("name"))))
          .instances("t.Account");

  private static final Counter OURS =
      new Counter() {
        @Override
        public int add(int a, int b) {
          return a + b;
        }

        @Override
        public String name(String first, Optional<String> last) {
          return first + last.map(name -> " " + name).orElse("");
        }
      };

  private final Local local = new Local();

  @AfterEach
  void close() throws Exception {
    local.close();
  }

  private PbRemote root(PbObject root) {
    return local.root(TYPES, root);
  }

  @Test
  void as_aDefaultMethodOfAnInterfaceThatIsNotPublic_callsTheOthers() {
    assertThat(root(PbObject.serving(Counter.class, OURS)).as(Counter.class).twice(4)).isEqualTo(8);
  }

  @Test
  void serving_anOptionalParameter_mayBeLeftOut() {
    PbRemote counter = root(PbObject.serving(Counter.class, OURS));
    assertThat(counter.call("name", "Ann").join()).isEqualTo("Ann");
    assertThat(counter.call("name", "Ann", null).join()).isEqualTo("Ann");
    assertThat(counter.call("name", "Ann", "Lee").join()).isEqualTo("Ann Lee");
    assertThat(counter.call("name", List.of("Ann"), Map.of("last", "Lee")).join())
        .isEqualTo("Ann Lee");
    assertThat(Local.isRefused(counter.call("name"), "builtins.TypeError")).isTrue();
  }

  @Test
  void serving_anArgumentThatDoesNotFit_isNamed() {
    PbRemote counter = root(PbObject.serving(Counter.class, OURS));
    assertThat(Local.failureOf(counter.call("add", 1, 1L << 40)))
        .hasMessageEndingWith("add: b: 1099511627776 (expected: int)");
    assertThat(Local.failureOf(counter.call("add", 1, true)))
        .hasMessageEndingWith("add: b: True (expected: int)");
    assertThat(Local.failureOf(counter.call("add", 1, "2")))
        .hasMessageEndingWith("add: b: String (expected: int)");
  }

  @Test
  void record_withAnOptional_travelsBothWays() {
    PbRemote root = root(PbMethods.of().on("echo", call -> call.get(0)));
    for (Person person :
        List.of(new Person("Ann", Optional.empty()), new Person("Ann", Optional.of("a@b")))) {
      assertThat(root.call("echo", person).join()).isEqualTo(person);
    }
  }

  @Test
  void copy_anEnum_travelsWhateverItsConstantsAre() {
    PbRemote root = root(PbMethods.of().on("echo", call -> call.get(0)));
    for (Level level : Level.values()) {
      assertThat(root.call("echo", level).join()).isSameAs(level);
    }
    assertThat(Level.HIGH.isLoud()).isTrue();
  }

  /// Shows its balance to its owner only.
  private record Account(String owner, long balance) implements PbCopyable {
    @Override
    public String tag() {
      return "t.Account";
    }

    @Override
    public Map<String, Object> state(@Nullable PbObject perspective) {
      return perspective instanceof User user && user.name().equals(owner)
          ? Map.of("owner", owner, "balance", balance)
          : Map.of("owner", owner);
    }
  }

  private record User(String name, Account account) implements PbObject {
    @Override
    public Object called(PbCall call) {
      return List.of(account, account);
    }
  }

  @Test
  void copyable_sentToSeveralUsers_showsEachWhatIsMeantForThem() {
    Account account = new Account("ann", 7);
    PbServer server =
        local.closing(
            PbServer.start(
                Local.options(),
                PbPortal.of(login -> PbAvatar.of(new User(login.name(), account)))
                    .users(Map.of("ann", "a", "bob", "b"))));
    PbClient client = local.closing(PbClient.connect(Local.to(server).types(TYPES)));
    assertThat(copies(client.login("ann", "a", null).join()))
        .isEqualTo(Map.of("owner", "ann", "balance", 7L));
    assertThat(copies(client.login("bob", "b", null).join())).isEqualTo(Map.of("owner", "ann"));
  }

  private static @Nullable Object copies(PbRemote user) {
    List<?> both = (List<?>) Local.present(user.call("account").join());
    assertThat(both.getFirst()).isSameAs(both.getLast());
    return ((PbInstance) Local.present(both.getFirst())).state();
  }
}
