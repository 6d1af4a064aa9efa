package dev.sennit.amp.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sennit.amp.AmpAs;
import dev.sennit.amp.AmpCommand;
import dev.sennit.amp.AmpConnection;
import dev.sennit.amp.AmpKey;
import dev.sennit.amp.AmpType;
import dev.sennit.amp.wire.AmpDecimal;
import dev.sennit.net.Descriptor;
import dev.sennit.net.wire.Octets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmpSchemaTest {
  record Row(String k, Optional<Integer> v) {}

  @SuppressWarnings("ArrayRecordComponent") // one of the types
  record All(
      int a,
      long b,
      BigInteger c,
      Octets d,
      byte[] e,
      String f,
      boolean g,
      double h,
      AmpDecimal i,
      BigDecimal j,
      OffsetDateTime k,
      Path l,
      List<List<Integer>> m,
      List<Row> n,
      @Nullable String o,
      @AmpKey("dash-arg") Optional<Double> p,
      @AmpAs(Zipped.class) String q,
      Descriptor r,
      Optional<Descriptor> s) {}

  record Done() {}

  static final class Zipped implements AmpType<String> {
    @Override
    public Octets encode(String value, AmpConnection connection) {
      return Octets.utf8(value);
    }

    @Override
    public String decode(Octets bytes, AmpConnection connection) {
      return bytes.utf8();
    }
  }

  private static final AmpCommand<All, Done> COMMAND =
      AmpCommand.of("All \u2603", All.class, Done.class)
          .error(ArithmeticException.class, "ZERO", ArithmeticException::new)
          .fatal(IllegalStateException.class, "BAD \"STATE\"", IllegalStateException::new)
          .quits();

  private static final String JSON =
      """
      {
        "commands": {
          "All \\u2603": {
            "arguments": {
              "a": "Integer",
              "b": "Integer",
              "c": "Integer",
              "d": "String",
              "e": "String",
              "f": "Unicode",
              "g": "Boolean",
              "h": "Float",
              "i": "Decimal",
              "j": "Decimal",
              "k": "DateTime",
              "l": "Path",
              "m": {"type": "ListOf", "of": {"type": "ListOf", "of": "Integer"}},
              "n": {"type": "AmpList", "of": {"k": "Unicode", "v": {"type": "Integer", "optional": true}}},
              "o": {"type": "Unicode", "optional": true},
              "dash-arg": {"type": "Float", "optional": true},
              "q": "Zipped",
              "r": "Descriptor",
              "s": {"type": "Descriptor", "optional": true}
            },
            "response": {},
            "errors": {"ArithmeticException": "ZERO"},
            "fatalErrors": {"IllegalStateException": "BAD \\"STATE\\""},
            "quits": true
          }
        }
      }
      """;

  @Test
  void toJson_declaredCommand_saysEverything() {
    assertThat(new AmpSchema(List.of(COMMAND.schema())).toJson()).isEqualTo(JSON);
  }

  @Test
  void parse_whatWasWritten_isTheSame() {
    AmpSchema schema = AmpSchema.parse(JSON);
    assertThat(schema).isEqualTo(new AmpSchema(List.of(COMMAND.schema())));
    assertThat(AmpSchema.parse("\ufeff" + schema.toJson())).isEqualTo(schema);
    AmpSchema empty = new AmpSchema(List.of());
    assertThat(AmpSchema.parse(empty.toJson())).isEqualTo(empty);
  }

  @Test
  void parse_leastOfACommand_hasDefaults() {
    assertThat(AmpSchema.parse("{\"commands\":{\"X\":{}}}").command("X"))
        .contains(new SchemaCommand("X", List.of(), List.of(), Map.of(), Map.of(), true, false));
    assertThat(
            AmpSchema.parse("{\"commands\":{\"X\":{\"requiresAnswer\":false}}}")
                .command("X")
                .orElseThrow()
                .requiresAnswer())
        .isFalse();
  }

  @Test
  void parse_mistakes_areAllToldWithTheirPlaces() {
    String json =
        """
        {
          "commands": {
            "A": {"arguments": {"a": 7, "": "Integer"}, "errors": {"E": null}},
            "B": {"argument": {}, "quits": 1},
            "C": {"response": {"l": "ListOf", "m": {"type": "Integer", "of": "Float"},
                  "n": {"type": "ListOf", "of": {"type": "AmpList", "of": {}}}}},
            "D": []
          }
        }
        """;
    assertThatExceptionOfType(SchemaException.class)
        .isThrownBy(() -> AmpSchema.parse(json))
        .satisfies(e ->
            assertThat(e.mistakes())
                .containsExactly(
                    "3:30: A.arguments.a: 7 (expected: the name of a type, or {\"type\": NAME,"
                        + " \"of\": TYPE, \"optional\": true})",
                    "3:37: A.arguments: key: 0 bytes (expected: 1 to 255)",
                    "3:65: A.errors.E: null (expected: a code in double quotes)",
                    "4:23: B.argument: unknown key (expected: arguments, errors,"
                        + " fatalErrors, quits, requiresAnswer, response)",
                    "4:36: B.quits: 1 (expected: true or false)",
                    "5:29: C.response.l.of: missing (expected: a type)",
                    "5:70: C.response.m.of: \"Float\" (expected: nothing; only ListOf and AmpList"
                        + " have it)",
                    "6:41: C.response.n.of: AmpList (expected: another type; Twisted cannot)",
                    "7:10: D: a list of 0 (expected: an object)"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "`` | 1:1: the end (expected: a value of JSON)",
        "{ | 1:2: the end (expected: a key in double quotes)",
        "{} x | 1:4: \"x\" (expected: the end)",
        "{\"a\":1,\"a\":2} | 1:8: \"\\\"a\\\":2}\" (expected: each key once)",
        "{\"a\" 1} | 1:6: \"1}\" (expected: ':')",
        "[1 2] | 1:4: \"2]\" (expected: ',')",
        "[01] | 1:2: \"01]\" (expected: a value of JSON)",
        "\"\\x\" | 1:3: \"x\\\"\" (expected: an escape of JSON)",
        "\"\\u12\" | 1:3: \"u12\\\"\" (expected: an escape of JSON)",
        "\"abc | 1:5: the end (expected: the end of a text, with its double quote)",
        "tru | 1:1: \"tru\" (expected: a value of JSON)",
        "[] | 1:1: a list of 0 (expected: an object)",
        "{} | 1:1: commands: missing (expected: an object of commands by their names)",
      })
  void parse_notJson_saysWhere(String json, String message) {
    assertThatExceptionOfType(SchemaException.class)
        .isThrownBy(() -> AmpSchema.parse(json))
        .satisfies(e -> assertThat(e.mistakes()).contains(message));
  }

  @Test
  void parse_beyondTheLimits_isRefused() {
    assertThatExceptionOfType(SchemaException.class)
        .isThrownBy(() -> AmpSchema.parse("[".repeat(33)))
        .withMessage("1:33: \"[\" (expected: at most 32 values inside each other)");
    assertThatExceptionOfType(SchemaException.class)
        .isThrownBy(() -> AmpSchema.parse(" ".repeat((1 << 20) + 1)))
        .withMessage("1:1: 1048577 characters (expected: at most 1048576)");
  }

  @Test
  void constructor_nameTwice_isRefused() {
    SchemaCommand command = COMMAND.schema();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AmpSchema(List.of(command, command)))
        .withMessageContaining("each name once");
  }
}
