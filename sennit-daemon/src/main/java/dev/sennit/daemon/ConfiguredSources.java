package dev.sennit.daemon;

import dev.sennit.daemon.config.MapsEndpoint;
import dev.sennit.daemon.config.SourceConfig.Chain;
import dev.sennit.daemon.config.SourceConfig.ChainMode;
import dev.sennit.daemon.config.SourceConfig.Inline;
import dev.sennit.daemon.config.SourceConfig.OtherServer;
import dev.sennit.daemon.config.SourceConfig.Patterns;
import dev.sennit.daemon.config.SourceConfig.Remote;
import dev.sennit.daemon.config.SourceConfig.Sql;
import dev.sennit.daemon.config.SourceConfig.Sqlite;
import dev.sennit.daemon.config.SourceConfig.Statements;
import dev.sennit.daemon.config.SourceConfig.TextFile;
import dev.sennit.daemon.config.TableConfig;
import dev.sennit.daemon.config.TableConfig.Cache;
import dev.sennit.daemon.source.CachedSource;
import dev.sennit.daemon.source.ChainSource;
import dev.sennit.daemon.source.FileSource;
import dev.sennit.daemon.source.QueryTemplate;
import dev.sennit.daemon.source.RegexSource;
import dev.sennit.daemon.source.RemoteSource;
import dev.sennit.daemon.source.ResultFormat;
import dev.sennit.daemon.source.Source;
import dev.sennit.daemon.source.SqlDatabase;
import dev.sennit.daemon.source.SqlQueries;
import dev.sennit.daemon.source.SqlSource;
import dev.sennit.daemon.source.StaticSource;
import dev.sennit.daemon.table.KeyPlan;
import dev.sennit.daemon.table.SourceFactory;
import dev.sennit.maps.MapsClientOptions;
import dev.sennit.maps.keys.CaseFold;
import dev.sennit.maps.keys.KeyWalk;
import dev.sennit.maps.keys.WalkSettings;
import dev.sennit.net.Timeouts;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Makes sources and key plans out of their configuration.
final class ConfiguredSources implements SourceFactory {
  /// How often a file is looked at, where the file system does not tell of changes.
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private static final Duration LEAST_TIMEOUT = Duration.ofMillis(100);

  private final Duration backEndTimeout;

  /// @param answer the time in which the server answers; back ends get less
  ConfiguredSources(Duration answer) {
    Duration most = answer.multipliedBy(4).dividedBy(5);
    this.backEndTimeout = most.compareTo(LEAST_TIMEOUT) < 0 ? LEAST_TIMEOUT : most;
  }

  @Override
  public Source open(TableConfig table, List<Source> members) throws Exception {
    Source source = bare(table, members);
    return table.cache().map(cache -> cached(source, cache)).orElse(source);
  }

  private Source bare(TableConfig table, List<Source> members) throws IOException {
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
      case Sql sql -> new SqlSource(database(sql), queries(sql));
      case OtherServer server -> new RemoteSource(client(server));
      case Chain chain -> new ChainSource(members, mode(chain.mode()));
    };
  }

  private static Source cached(Source source, Cache cache) {
    return new CachedSource(
        source,
        new CachedSource.Settings(cache.size(), cache.positive(), cache.negative(), cache.stale()));
  }

  private static ChainSource.Mode mode(ChainMode mode) {
    return switch (mode) {
      case FIRST -> ChainSource.Mode.FIRST;
      case FAILOVER -> ChainSource.Mode.FAILOVER;
      case UNION -> ChainSource.Mode.UNION;
    };
  }

  /// A restart of the other server is passed over by asking once more; what has timed out is not
  /// asked again, since the answer would come too late.
  private MapsClientOptions client(OtherServer server) {
    return MapsEndpoint.parse(server.endpoint())
        .connections(server.connections())
        .timeouts(
            Timeouts.defaults()
                .connect(backEndTimeout)
                .request(backEndTimeout)
                .grace(backEndTimeout));
  }

  private SqlDatabase database(Sql sql) throws IOException {
    SqlDatabase database =
        switch (sql) {
          case Sqlite(var file, _) -> SqlDatabase.sqlite(file);
          case Remote remote ->
              new SqlDatabase(
                  sql.dialect(),
                  remote.url(),
                  remote.user(),
                  remote.passwordFile().isPresent()
                      ? Files.readString(remote.passwordFile().get()).strip()
                      : "",
                  remote.pool(),
                  backEndTimeout);
        };
    return database.timeout(backEndTimeout);
  }

  private static SqlQueries queries(Sql sql) {
    Statements asked = sql.statements();
    SqlQueries queries =
        SqlQueries.of(asked.query(), sql.dialect())
            .resultFormat(ResultFormat.parse(asked.resultFormat()))
            .domains(asked.domains())
            .expansionLimit(asked.expansionLimit());
    return asked
        .update()
        .map(update -> queries.update(QueryTemplate.update(update, sql.dialect())))
        .orElse(queries);
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
