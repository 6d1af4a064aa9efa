package dev.sennit.daemon.table;

import dev.sennit.daemon.config.TableConfig;
import dev.sennit.daemon.source.Source;
import java.util.List;

/// Opens the source of a table.
@FunctionalInterface
public interface SourceFactory {
  /// Opens it. A back end that does not answer now is no reason to fail: it may come back.
  ///
  /// @param members the tables of a chain, in order; empty for every other source
  /// @throws Exception if what the configuration names cannot be read; the message says what
  Source open(TableConfig config, List<Source> members) throws Exception;
}
