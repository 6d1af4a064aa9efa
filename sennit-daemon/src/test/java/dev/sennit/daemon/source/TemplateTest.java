package dev.sennit.daemon.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/* The values of the lookups are what `postmap -q` of Postfix 3.7.11 printed with a sqlite table. */
class TemplateTest {

  @ParameterizedTest
  @CsvSource({
    "a@b.ex.org, a:b.ex.org:org:ex",
    "a@b@ex.org, a@b:ex.org:org:ex",
    "a@b..org, a:b..org:org:b",
    "a@.ex.org, a:.ex.org:org:ex",
    "a@ex.org., a:ex.org.:org:ex",
    "a:b@c.d, a:b:c.d:d:c",
  })
  void parameters_allParts_areAsPostfixExpandsThem(String key, String expanded) {
    assertThat(query("SELECT '%u:%d:%1:%2'").parameters(key, null)).contains(List.of(expanded));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@org", "user", "@ex.org", "a@", ""})
  void parameters_keyWithoutWhatIsNeeded_isNotAsked(String key) {
    assertThat(query("SELECT '%u:%d:%1:%2'").parameters(key, null)).isEmpty();
  }

  @Test
  void parameters_userAlone_isTheWholeKeyWithoutAt() {
    QueryTemplate user = query("SELECT '%u'");
    assertThat(user.parameters("user", null)).contains(List.of("user"));
    assertThat(user.parameters("a@", null)).contains(List.of("a"));
    assertThat(user.parameters("@ex.org", null)).isEmpty();
  }

  @Test
  void parameters_capitals_areTheSameInAQuery() {
    assertThat(query("SELECT '%S %U %D %%'").parameters("a@x.y", null))
        .contains(List.of("a@x.y a x.y %"));
  }

  @Test
  void sql_fieldInText_isOneParameter() {
    QueryTemplate template = query("SELECT v FROM t WHERE k = '%s' OR k='x-%u''s'");
    assertThat(template.sql()).isEqualTo("SELECT v FROM t WHERE k = ? OR k=?");
    assertThat(template.parameters("a@b", null)).contains(List.of("a@b", "x-a's"));
  }

  @Test
  void sql_fieldAlone_isAParameter() {
    assertThat(query("SELECT v FROM t WHERE k = %s").sql())
        .isEqualTo("SELECT v FROM t WHERE k = ?");
  }

  @Test
  void sql_textsNamesAndComments_stayAsTheyAre() {
    String sql =
        "SELECT \"q?'x\", 'it''s?' -- don't?\n FROM t /* '? */ WHERE k LIKE 'a%%' AND 5%%2";
    assertThat(query(sql).sql()).isEqualTo(sql.replace("%%", "%"));
  }

  @Test
  void parameters_likeWildcardsOfTheKey_areNotTouched() {
    QueryTemplate template = query("SELECT v FROM t WHERE k LIKE '%u%%'");
    assertThat(template.parameters("50%_off@x", null)).contains(List.of("50%_off%"));
  }

  @Test
  void parameters_sqlInTheKey_isData() {
    assertThat(query("SELECT v FROM t WHERE k = '%s'").parameters("x' OR '1'='1", null))
        .contains(List.of("x' OR '1'='1"));
  }

  @Test
  void sql_mariadb_knowsDoubleQuotesAndBackslashes() {
    QueryTemplate template =
        QueryTemplate.query(
            "SELECT v FROM `t%%` WHERE k = \"%s\" AND l = 'a\\'%u' AND m = '\\'' # it's",
            SqlDialect.MARIADB);
    assertThat(template.sql())
        .isEqualTo("SELECT v FROM `t%` WHERE k = ? AND l = ? AND m = '\\'' # it's");
    assertThat(template.parameters("u@d", null)).contains(List.of("u@d", "a'u"));
  }

  @Test
  void update_value_isAParameterOfItsOwn() {
    QueryTemplate template =
        QueryTemplate.update(
            "INSERT INTO t(k, v) VALUES ('%s', '<%v>') ON CONFLICT(k) DO NOTHING",
            SqlDialect.SQLITE);
    assertThat(template.sql())
        .isEqualTo("INSERT INTO t(k, v) VALUES (?, ?) ON CONFLICT(k) DO NOTHING");
    assertThat(template.parameters("k%v", "100%s")).contains(List.of("k%v", "<100%s>"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT '%q'|one of %% %s %u %d %S %U %D %1 to %9 at position 9",
        "SELECT 'x%'|one of %% %s %u %d %S %U %D %1 to %9 at position 10",
        "SELECT '%v'|one of %% %s %u %d %S %U %D %1 to %9 at position 9",
        "SELECT %0|one of %% %s %u %d %S %U %D %1 to %9 at position 8",
        "SELECT v WHERE k = ?|a field such as '%s', not ? at position 20",
        "SELECT 'abc|a second ' for the one at position 8",
        "SELECT \"%s\"|a field in a text, not in a name at position 8",
        "SELECT 1 -- %s|a field in a text, not in a comment at position 10",
        "SELECT E'%s'|a text without a letter in front of its quote at position 9",
        "SELECT $$%s$$|a text in single quotes, not in dollars at position 8",
      })
  void query_mistake_isToldWithItsPosition(String sql, String expected) {
    assertThatThrownBy(() -> QueryTemplate.query(sql, SqlDialect.POSTGRESQL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("query: " + sql + " (expected: " + expected + ")");
  }

  @Test
  void update_withoutValue_isRefused() {
    assertThatThrownBy(() -> QueryTemplate.update("DELETE FROM t", SqlDialect.SQLITE))
        .hasMessage("update: DELETE FROM t (expected: '%v' for the value)");
  }

  @ParameterizedTest
  @CsvSource({
    "%s, a@x.org, a@x.org",
    "smtp:[%s], noat, smtp:[noat]",
    "%u, a@x.org, a",
    "%u, noat, noat",
    "%u, x@, x",
    "%d, a@x.org, x.org",
    "%d, @e.org, e.org",
    "%S=%s, noat, m@ex.org=noat",
    "%1.%2/%U/%D, v, org.ex/m/ex.org",
    "100%%, v, 100%",
  })
  void format_value_isAsPostfixFormatsIt(String format, String value, String formatted) {
    assertThat(ResultFormat.parse(format).format(AddressFields.of("m@ex.org"), value))
        .contains(formatted);
  }

  @ParameterizedTest
  @CsvSource({"%u, @e.org", "%d, noat", "%d, x@", "%s, ''"})
  void format_valueWithoutWhatIsNeeded_isLeftOut(String format, String value) {
    assertThat(ResultFormat.parse(format).format(AddressFields.of("m@ex.org"), value)).isEmpty();
  }

  @Test
  void lookup_formatThatNeedsMoreOfTheKey_isNotAsked() {
    SqlQueries user = queries().resultFormat(ResultFormat.parse("%U"));
    assertThat(user.lookup("user")).isPresent();
    assertThat(user.lookup("@x.org")).isEmpty();
    SqlQueries labels = queries().resultFormat(ResultFormat.parse("%2"));
    assertThat(labels.lookup("a@b.c")).isPresent();
    assertThat(labels.lookup("a@b")).isEmpty();
    assertThat(labels.lookup("user")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a@ex.org, true",
    "a@EX.ORG, true",
    "a@sub.ex.org, false",
    "user, false",
    "@ex.org, false",
    "ex.org, false",
    "a@x.dot.org, false",
    "a@.dot.org, true",
  })
  void lookup_domains_areExact(String key, boolean asked) {
    Optional<List<String>> lookup = queries().domains(List.of("Ex.org", ".dot.org")).lookup(key);
    assertThat(lookup.isPresent()).isEqualTo(asked);
  }

  @Test
  void resultFormat_mistake_isToldWithItsPosition() {
    assertThatThrownBy(() -> ResultFormat.parse("ab%x"))
        .hasMessage(
            "result-format: ab%x (expected: one of %% %s %u %d %S %U %D %1 to %9 at position 3)");
  }

  private static SqlQueries queries() {
    return SqlQueries.of("SELECT 'v' WHERE '%s' <> ''", SqlDialect.SQLITE);
  }

  private static QueryTemplate query(String sql) {
    return QueryTemplate.query(sql, SqlDialect.SQLITE);
  }
}
