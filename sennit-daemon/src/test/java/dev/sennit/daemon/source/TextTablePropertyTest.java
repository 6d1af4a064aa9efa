package dev.sennit.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TextTablePropertyTest {

  @Property
  void read_whatWasWritten_isTheSame(@ForAll("entries") Map<String, String> entries) {
    StringBuilder text = new StringBuilder("# table\n");
    Map<String, String> expected = new HashMap<>();
    entries.forEach((key, value) -> {
      text.append(key).append("\t ").append(value).append(" \n\n  # comment\n");
      expected.put(key, value);
    });
    assertThat(read(text)).isEqualTo(expected);
  }

  @Property
  void read_valueOverManyLines_isTheSameAsOnOne(@ForAll("words") String words) {
    String folded = "k " + words.replace(" ", "\n \n#\n ");
    assertThat(read(folded)).isEqualTo(Map.of("k", words));
  }

  private static Map<String, String> read(CharSequence text) {
    Map<String, String> entries = new HashMap<>();
    TextTable.read(bytes(text), false, TextTablePropertyTest::refuse)
        .forEach((key, value) -> entries.put(key.utf8(), value.utf8()));
    return entries;
  }

  @Property
  void parameters_anyKey_areTheKeyAsItIs(@ForAll String key) {
    QueryTemplate template = QueryTemplate.query("SELECT '%s'", SqlDialect.SQLITE);
    assertThat(template.sql()).isEqualTo("SELECT ?");
    if (!key.isEmpty()) {
      assertThat(template.parameters(key, null).orElseThrow()).containsExactly(key);
    }
  }

  @Property
  void find_quotedKey_matchesOnlyItself(@ForAll("words") String key, @ForAll String other)
      throws InterruptedException {
    String rule = "/^" + com.google.re2j.Pattern.quote(key).replace("/", "\\/") + "$/i v";
    RegexTable table = RegexTable.read(bytes(rule));
    assertThat(table.find(key)).contains("v");
    assertThat(table.find(other).isPresent()).isEqualTo(other.equals(key));
  }

  @Provide
  Arbitrary<Map<String, String>> entries() {
    Arbitrary<String> keys =
        Arbitraries.strings().withChars("ab@.+%$'ü").ofMinLength(1).ofMaxLength(8);
    return Arbitraries.maps(keys, words()).ofMaxSize(20);
  }

  @Provide
  Arbitrary<String> words() {
    Arbitrary<String> word =
        Arbitraries.strings().withChars("xyz\"\\#$%é/").ofMinLength(1).ofMaxLength(5);
    return word.list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(words -> String.join(" ", words))
        .filter(words -> !words.matches("(.* )?#.*"));
  }

  private static void refuse(String warning) {
    throw new AssertionError(warning);
  }

  private static byte[] bytes(CharSequence text) {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
