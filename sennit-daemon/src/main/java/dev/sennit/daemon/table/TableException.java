package dev.sennit.daemon.table;

import org.jspecify.annotations.Nullable;

/// A table that cannot be opened.
public final class TableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TableException(String table, String reason, @Nullable Throwable cause) {
    super("table " + table + ": " + reason, cause);
  }
}
