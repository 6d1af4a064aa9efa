package dev.sennit.daemon;

import dev.sennit.daemon.config.SourceConfig.Chain;
import dev.sennit.daemon.config.SourceConfig.Inline;
import dev.sennit.daemon.config.SourceConfig.Patterns;
import dev.sennit.daemon.config.SourceConfig.Sql;
import dev.sennit.daemon.config.SourceConfig.TextFile;
import dev.sennit.daemon.config.TableConfig;
import dev.sennit.daemon.source.FileSource;
import dev.sennit.daemon.source.RegexSource;
import dev.sennit.daemon.source.Source;
import dev.sennit.daemon.source.StaticSource;
import dev.sennit.daemon.table.KeyPlan;
import dev.sennit.maps.keys.CaseFold;
import dev.sennit.maps.keys.KeyWalk;
import dev.sennit.maps.keys.WalkSettings;
import dev.sennit.net.wire.Octets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Makes sources and key plans out of their configuration.
final class ConfiguredSources {
  /// How often a file is looked at, where the file system does not tell of changes.
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private ConfiguredSources() {}

  /// See [dev.sennit.daemon.table.SourceFactory].
  static Source open(TableConfig table, List<Source> members) throws Exception {
    return switch (table.source()) {
      case Inline inline ->
          new StaticSource(
              inline.entries().entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          entry -> Octets.utf8(entry.getKey()),
                          entry -> Octets.utf8(entry.getValue()))),
              table.fold());
      case TextFile(var file) ->
          new FileSource(new FileSource.Settings(file, table.fold(), LOOK_AGAIN));
      case Patterns(var file) -> new RegexSource(RegexSource.Settings.of(file));
      case Sql _, Chain _ -> throw new UnsupportedOperationException();
    };
  }

  /// Which keys the table asks for.
  static KeyPlan keyPlan(TableConfig table) {
    UnaryOperator<Octets> fold = table.fold() ? CaseFold::fold : UnaryOperator.identity();
    WalkSettings settings = new WalkSettings(table.delimiters(), table.localDomains());
    KeyWalk walk =
        switch (table.walk()) {
          case NONE -> KeyWalk.NONE;
          case ADDRESS -> KeyWalk.ADDRESS;
          case ACCESS_ADDRESS -> KeyWalk.ACCESS_ADDRESS;
          case TRANSPORT -> KeyWalk.TRANSPORT;
          case DOMAIN -> KeyWalk.DOMAIN;
          case CLIENT -> KeyWalk.CLIENT;
        };
    return walk == KeyWalk.NONE
        ? new KeyPlan(fold, List::of)
        : new KeyPlan(fold, key -> walk.keys(key, settings));
  }
}
