package dev.sennit.daemon.source;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class TemplateFuzzTest {

  @FuzzTest
  void parameters_anyTemplateAndKey_areAsManyAsTheStatementTakes(FuzzedDataProvider data) {
    SqlDialect dialect = data.pickValue(SqlDialect.values());
    String key = data.consumeString(50);
    String sql = data.consumeRemainingAsString();
    QueryTemplate template;
    try {
      template = QueryTemplate.query(sql, dialect);
    } catch (IllegalArgumentException e) {
      MistakeAssert.isTold(e);
      return;
    }
    template.parameters(key, null);
    if (template.sql().length() > 2 * sql.length()) {
      throw new AssertionError("sql: " + template.sql());
    }
  }

  @FuzzTest
  void format_anyTemplateKeyAndValue_isATextOrNothing(FuzzedDataProvider data) {
    String key = data.consumeString(50);
    String value = data.consumeString(50);
    try {
      ResultFormat.parse(data.consumeRemainingAsString()).format(AddressFields.of(key), value);
    } catch (IllegalArgumentException e) {
      MistakeAssert.isTold(e);
    }
  }
}
