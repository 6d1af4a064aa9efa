package dev.sennit.daemon.source;

import dev.sennit.daemon.source.AddressFields.Needs;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An SQL statement with Postfix's `%` fields, which become bound parameters.
///
/// | field        | stands for                                                                |
/// |--------------|---------------------------------------------------------------------------|
/// | `%s`, `%S`   | the key                                                                   |
/// | `%u`, `%U`   | its user: what is left of the last `@`, or all of it; never empty         |
/// | `%d`, `%D`   | its domain: what is right of the last `@`                                 |
/// | `%1` to `%9` | a label of its domain, from the right: `%1` is `com` in `example.com`     |
/// | `%v`         | the value to store; only in an update                                     |
/// | `%%`         | a percent sign                                                            |
///
/// A key without what the statement needs is not looked up: it is not found.
///
/// Fields stand in quoted texts, alone (`'%s'`) or among others (`'smtp-%u'`), or bare (`%s`); each
/// such text becomes one parameter. No text of a key ever becomes text of a statement. In a `LIKE`
/// the percent and underscore of a *key* are wildcards, as with Postfix: compare with `=` where
/// that is not wanted.
public final class QueryTemplate {
  private final String sql;
  private final List<List<TemplatePart>> parameters;
  private final Needs needs;

  QueryTemplate(String sql, List<List<TemplatePart>> parameters) {
    this.sql = sql;
    this.parameters = parameters;
    Needs all = Needs.NONE;
    for (List<TemplatePart> parts : parameters) {
      all = all.and(Needs.of(parts, 'u', 'd', true)).and(Needs.of(parts, 'U', 'D', true));
    }
    needs = all;
  }

  /// A statement that looks up.
  ///
  /// @throws IllegalArgumentException for a `%` that is no field, a field where no parameter can
  ///   be, a `?`, or a quote that does not end; tells the position, from 1
  public static QueryTemplate query(String sql, SqlDialect dialect) {
    return new SqlTemplateReader("query", sql, "sudSUD", dialect).read();
  }

  /// A statement that stores: also has `%v`, the value.
  ///
  /// @throws IllegalArgumentException as [#query], and if there is no `%v`
  public static QueryTemplate update(String sql, SqlDialect dialect) {
    QueryTemplate template = new SqlTemplateReader("update", sql, "sudSUDv", dialect).read();
    if (template.parameters.stream().noneMatch(p -> p.contains(new TemplatePart.Field('v')))) {
      throw new IllegalArgumentException("update: " + sql + " (expected: '%v' for the value)");
    }
    return template;
  }

  /// The statement for JDBC, with a `?` for each parameter.
  public String sql() {
    return sql;
  }

  Needs needs() {
    return needs;
  }

  /// The parameters in order, or nothing where the key has not what they need.
  ///
  /// @param stored the value of an update
  public Optional<List<String>> parameters(String key, @Nullable String stored) {
    AddressFields fields = AddressFields.of(key);
    return needs.metBy(fields)
        ? Optional.of(
            parameters.stream()
                .map(parts -> TemplatePart.expand(parts, fields, fields, stored))
                .toList())
        : Optional.empty();
  }
}
