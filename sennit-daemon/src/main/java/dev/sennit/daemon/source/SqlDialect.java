package dev.sennit.daemon.source;

/// The databases that are known, as far as they differ for a lookup table.
///
/// Of SQLite's rows only the first column counts; of the others' every column of every row, as
/// Postfix has it.
public enum SqlDialect {
  /// Embedded, one file.
  SQLITE(false, false),
  /// PostgreSQL.
  POSTGRESQL(true, false),
  /// MariaDB, also MySQL: texts may stand in double quotes, and a backslash escapes.
  MARIADB(true, true);

  private final boolean allColumns;
  private final boolean mysqlTexts;

  SqlDialect(boolean allColumns, boolean mysqlTexts) {
    this.allColumns = allColumns;
    this.mysqlTexts = mysqlTexts;
  }

  boolean allColumns() {
    return allColumns;
  }

  /// Whether texts may stand in double quotes, a backslash escapes in them, and `#` begins a
  /// comment.
  boolean mysqlTexts() {
    return mysqlTexts;
  }
}
