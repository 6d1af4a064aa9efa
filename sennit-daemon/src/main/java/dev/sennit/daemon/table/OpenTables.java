package dev.sennit.daemon.table;

import dev.sennit.daemon.config.SourceConfig;
import dev.sennit.daemon.config.TableConfig;
import dev.sennit.daemon.source.CachedSource;
import dev.sennit.daemon.source.Source;
import dev.sennit.maps.wire.GetReply;
import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsReply.NotFound;
import dev.sennit.maps.wire.PutReply;
import dev.sennit.net.wire.Octets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Opens all tables of a configuration, the members of a chain before the chain; if one cannot be
/// opened, those before it are closed again.
public final class OpenTables {
  private final Map<String, TableConfig> configs;
  private final SourceFactory factory;
  private final Function<TableConfig, KeyPlan> plans;
  private final Map<String, Source> sources = new LinkedHashMap<>();

  /// By the name of a table: the caches of the chains that it is in, and of the chains that those
  /// are in.
  private final Map<String, List<CachedSource>> above = new HashMap<>();

  private OpenTables(
      Map<String, TableConfig> configs,
      SourceFactory factory,
      Function<TableConfig, KeyPlan> plans) {
    this.configs = configs;
    this.factory = factory;
    this.plans = plans;
  }

  /// What came of it.
  ///
  /// @param tables by name, in the order of the configuration
  /// @param sources what must be closed with them, by the table's name
  public record Opened(Map<String, Table> tables, Map<String, Source> sources) {
    /// What must be closed with the tables.
    public List<Source> allSources() {
      return List.copyOf(sources.values());
    }

    /// Closes the sources of tables that are not wanted after all.
    public void discard() {
      sources.values().forEach(Source::close);
    }
  }

  /// Opens them.
  ///
  /// @param listeners makes the listener of each table, by its name
  /// @throws TableException if one cannot be opened; names it and says why
  public static Opened open(
      Map<String, TableConfig> configs,
      SourceFactory factory,
      Function<TableConfig, KeyPlan> plans,
      Function<String, TableListener> listeners) {
    OpenTables opening = new OpenTables(configs, factory, plans);
    Map<String, Table> tables = new LinkedHashMap<>();
    try {
      for (TableConfig config : configs.values()) {
        Source source = opening.source(config);
        TableListener listener = listeners.apply(config.name());
        Source told = new Telling(source, opening.cachesAbove(config.name()));
        tables.put(
            config.name(),
            new Table(config.name(), told, plans.apply(config), values(config), listener));
      }
      return new Opened(tables, opening.sources);
    } catch (RuntimeException e) {
      opening.sources.values().forEach(Source::close);
      throw e;
    }
  }

  private Source source(TableConfig config) {
    @Nullable Source known = sources.get(config.name());
    if (known != null) {
      return known;
    }
    List<Source> members = new ArrayList<>();
    if (config.source() instanceof SourceConfig.Chain(List<String> names, _)) {
      for (String name : names) {
        @Nullable TableConfig member = configs.get(name);
        if (member == null) {
          throw new TableException(config.name(), "no such table: " + name, null);
        }
        Source told = new Telling(source(member), cachesAbove(name));
        members.add(new Member(told, plans.apply(member), values(member)));
      }
    }
    try {
      Source source = factory.open(config, members);
      sources.put(config.name(), source);
      if (source instanceof CachedSource cache) {
        below(config, name -> cachesAbove(name).add(cache));
      }
      return source;
    } catch (IllegalArgumentException e) { // a mistake in what was read: the message says which
      throw new TableException(config.name(), String.valueOf(e.getMessage()), e);
    } catch (Exception e) {
      throw new TableException(config.name(), Failure.describe(e), e);
    }
  }

  private static ValuePlan values(TableConfig config) {
    TableConfig.Values values = config.values();
    return new ValuePlan(
        Octets.utf8(values.prefix()),
        Octets.utf8(values.suffix()),
        values.fallback().map(Octets::utf8));
  }

  private List<CachedSource> cachesAbove(String name) {
    return above.computeIfAbsent(name, _ -> new ArrayList<>());
  }

  private void below(TableConfig config, Consumer<String> each) {
    if (config.source() instanceof SourceConfig.Chain(List<String> names, _)) {
      for (String name : names) {
        each.accept(name);
        @Nullable TableConfig member = configs.get(name);
        if (member != null) {
          below(member, each);
        }
      }
    }
  }

  /// A table whose values are remembered elsewhere too: there they are forgotten when one is
  /// stored.
  private record Telling(Source source, List<CachedSource> caches) implements Source {
    @Override
    public GetReply find(Octets key) throws Exception {
      return source.find(key);
    }

    @Override
    public PutReply store(Octets key, Octets value) throws Exception {
      try {
        return source.store(key, value);
      } finally {
        caches.forEach(CachedSource::clear);
      }
    }

    @Override
    public boolean mayBlock() {
      return source.mayBlock();
    }
  }

  /// A table as a chain sees it: with its own folding, walk and values, without a log of its own.
  /// It belongs to the table, so the chain cannot close it.
  private record Member(Source source, KeyPlan keys, ValuePlan values) implements Source {
    @Override
    public GetReply find(Octets key) throws Exception {
      for (Octets candidate : keys.of(key)) {
        GetReply reply = source.find(candidate);
        if (reply instanceof Found found) {
          return found.value().isEmpty() ? found : values.of(found);
        }
        if (!(reply instanceof NotFound)) {
          return reply;
        }
      }
      return values.ofNothing();
    }

    @Override
    public PutReply store(Octets key, Octets value) throws Exception {
      return source.store(keys.folded(key), value);
    }

    @Override
    public boolean mayBlock() {
      return source.mayBlock();
    }
  }
}
