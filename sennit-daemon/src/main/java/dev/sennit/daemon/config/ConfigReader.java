package dev.sennit.daemon.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/// Reads a configuration file whole: either every value is good, or every mistake is told, by its
/// place in the file.
///
/// Each top-level section has its own reader in this package, which names its keys in a `KEYS`
/// constant; a new kind of listener adds one such reader and one line here.
public final class ConfigReader {
  static final Set<String> KEYS =
      Set.of(
          "user",
          "group",
          "state",
          "log",
          "metrics",
          "limits",
          "timeouts",
          "table",
          "maps",
          "ident",
          "amp",
          "pb");

  private final Path directory;
  private final Path defaultState;

  /// @param directory where relative names of files start: the directory of the configuration file
  /// @param defaultState the state directory for files that name none
  public ConfigReader(Path directory, Path defaultState) {
    this.directory = directory;
    this.defaultState = defaultState;
  }

  /// What reading gives: a configuration, or what is wrong.
  public sealed interface Result {
    /// All is well.
    ///
    /// @param config what the file says
    record Good(Config config) implements Result {}

    /// Something is not.
    ///
    /// @param faults every mistake, at least one, by position
    record Bad(List<ConfigFault> faults) implements Result {}
  }

  /// Every key that a file may have, by section: `""` for the top, `table` for all tables, `maps`
  /// and so on. The manual is checked against it.
  public static Map<String, Set<String>> knownKeys() {
    Map<String, Set<String>> keys = new LinkedHashMap<>();
    keys.put("", KEYS);
    keys.put("log", CommonReader.LOG_KEYS);
    keys.put("metrics", CommonReader.METRICS_KEYS);
    keys.put("limits", CommonReader.LIMITS_KEYS);
    keys.put("timeouts", CommonReader.TIMEOUTS_KEYS);
    keys.put("table", TableReader.allKeys());
    keys.put("table.cache", TableReader.CACHE_KEYS);
    keys.put("maps", MapsReader.KEYS);
    keys.put("ident", IdentReader.KEYS);
    keys.put("amp", AmpReader.KEYS);
    keys.put("pb", PbReader.KEYS);
    return keys;
  }

  /// Reads the text of a file. Looks at the files it names, opens no database and no socket.
  public Result read(String toml) {
    return read(withoutMark(toml), true);
  }

  /// As [#read], of a file that need not say what listens.
  public Result readTables(String toml) {
    return read(withoutMark(toml), false);
  }

  /// Some editors put a byte order mark in front, which TOML passes over.
  private static String withoutMark(String toml) {
    return toml.startsWith("\ufeff") ? toml.substring(1) : toml;
  }

  private Result read(String toml, boolean mustListen) {
    Faults faults = new Faults(new Text(toml));
    TomlParseResult parsed;
    try {
      parsed = Toml.parse(toml);
    } catch (RuntimeException | AssertionError e) { // its recovery from errors has errors too
      return new Result.Bad(
          List.of(new ConfigFault(1, 1, "", "the parser gave up on this text (expected: TOML)")));
    }
    faults.syntax(parsed);
    Section top = new Section(faults, "", parsed, Place.START, KEYS);
    @Nullable String stateText = top.string("state");
    Path state = stateText == null ? defaultState : stateOf(top, stateText);
    CommonReader common = new CommonReader(top);
    Map<String, TableReader.Placed> tables = new TableReader(directory, state).readAll(top);
    Addresses addresses = new Addresses(directory);
    Optional<Config.Metrics> metrics = common.metrics(addresses);
    List<ListenerConfig> listeners =
        new ArrayList<>(new MapsReader(tables, addresses).readAll(top));
    listeners.addAll(new IdentReader(directory, addresses).readAll(top));
    listeners.addAll(new AmpReader(directory, state, addresses).readAll(top));
    listeners.addAll(new PbReader(directory, addresses).readAll(top));
    if (mustListen && Stream.of("maps", "ident", "amp", "pb").noneMatch(top::has)) {
      top.missing(
          "maps", "something that listens: at least one [[maps]] section, [ident], [amp] or [pb]");
    }
    Map<String, TableConfig> configs = new LinkedHashMap<>();
    tables.forEach((name, placed) -> placed.config().ifPresent(c -> configs.put(name, c)));
    Config config =
        new Config(
            runAs(top, listeners),
            state,
            common.log(),
            metrics,
            common.limits(),
            common.timeouts(),
            configs,
            listeners);
    return faults.isEmpty() ? new Result.Good(config) : new Result.Bad(faults.sorted());
  }

  private static Optional<Config.RunAs> runAs(Section top, List<ListenerConfig> listeners) {
    @Nullable String user =
        top.has("user") ? top.required("user", "the name or the number of a user") : null;
    @Nullable String group =
        top.has("group") ? top.required("group", "the name or the number of a group") : null;
    if (group != null && !top.has("user")) {
      top.fault("group", "without effect (expected: `user` as well)");
    }
    if (user == null) {
      return Optional.empty();
    }
    boolean conntrack =
        listeners.stream()
            .anyMatch(l -> l instanceof IdentListener i && i.settings().nat().conntrack());
    if (conntrack) {
      top.fault(
          "user",
          "loses the right to ask for ident.conntrack (expected: a service manager that starts"
              + " Sennit as this user with CAP_NET_ADMIN)");
    }
    return Optional.of(new Config.RunAs(user, Optional.ofNullable(group)));
  }

  private Path stateOf(Section top, String text) {
    Optional<Path> path = NamedFiles.resolve(directory, text);
    if (path.isEmpty()) {
      top.wrong("state", "the name of a directory");
    } else if (Files.isRegularFile(path.get())) {
      top.fault("state", Shown.quoted(text) + " is a file (expected: a directory)");
    }
    return path.orElse(defaultState);
  }
}
