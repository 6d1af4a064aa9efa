package dev.sennit.daemon.config;

import dev.sennit.daemon.config.MapsListener.Protocol;
import dev.sennit.daemon.config.MapsListener.Style;
import dev.sennit.daemon.config.TableReader.Placed;
import dev.sennit.net.Listen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the `[[maps]]` sections: the listeners for tcp_table and socketmap.
final class MapsReader {
  static final Set<String> KEYS =
      Set.of("protocol", "listen", "table", "tables", "put", "style", "allow", "any-address");

  private static final String CURE = "allow = [\"10.0.0.0/8\"], or any-address = true";

  private final Map<String, Placed> tables;
  private final Addresses addresses;

  MapsReader(Map<String, Placed> tables, Addresses addresses) {
    this.tables = tables;
    this.addresses = addresses;
  }

  List<MapsListener> readAll(Section top) {
    List<MapsListener> listeners = new ArrayList<>();
    List<Section> sections = top.sections("maps", KEYS);
    for (Section section : sections) {
      read(section).ifPresent(listeners::add);
    }
    return listeners;
  }

  private Optional<MapsListener> read(Section section) {
    if (!section.has("protocol")) {
      section.missing("protocol", "tcp_table or socketmap");
    }
    Protocol protocol = section.choice("protocol", Protocol.class, Protocol.TCP_TABLE);
    List<Network> allow = networks(section);
    boolean anyAddress = section.flag("any-address", false);
    Optional<Listen> listen = addresses.read(section, anyAddress || !allow.isEmpty(), CURE);
    List<String> names = protocol == Protocol.TCP_TABLE ? oneTable(section) : manyTables(section);
    boolean put = section.flag("put", false);
    Style style = section.choice("style", Style.class, Style.POSTFIX);
    checkProtocol(section, protocol, style);
    if (put) {
      checkPut(section, protocol, names);
    }
    return listen.map(where -> new MapsListener(protocol, where, names, put, style, allow));
  }

  private List<String> oneTable(Section section) {
    if (section.has("tables")) {
      section.wrong("tables", "table = \"NAME\": tcp_table serves one table");
    }
    @Nullable String name =
        section.has("tables") ? null : section.required("table", "the name of a table");
    if (name == null) {
      return List.of();
    }
    if (!tables.containsKey(name)) {
      section.fault("table", ChainCheck.unknownTable(name, tables.keySet()));
    }
    return List.of(name);
  }

  private List<String> manyTables(Section section) {
    if (section.has("table")) {
      section.wrong("table", "tables = [\"NAME\"]: socketmap serves tables by their names");
    }
    if (!section.has("tables")) {
      return List.copyOf(tables.keySet());
    }
    List<String> names = section.strings("tables");
    for (int i = 0; i < names.size(); i++) {
      if (!tables.containsKey(names.get(i))) {
        section.faultAt("tables", i, ChainCheck.unknownTable(names.get(i), tables.keySet()));
      }
    }
    return names;
  }

  private static void checkProtocol(Section section, Protocol protocol, Style style) {
    if (protocol == Protocol.SOCKETMAP && style == Style.TWISTED) {
      section.wrong("style", "\"postfix\": Twisted has no socketmap");
    }
  }

  private void checkPut(Section section, Protocol protocol, List<String> names) {
    if (protocol == Protocol.SOCKETMAP) {
      section.wrong("put", "false: socketmap cannot store");
      return;
    }
    for (String name : names) {
      Placed table = tables.get(name);
      if (table != null && table.isReadOnly(tables)) {
        section.fault(
            "put",
            "true, but table "
                + Shown.quoted(name)
                + " is read-only (expected: false, or a database table with `update`)");
      }
    }
  }

  private static List<Network> networks(Section section) {
    List<String> texts = section.strings("allow");
    List<Network> networks = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      Optional<Network> network = Network.parse(texts.get(i));
      if (network.isPresent()) {
        networks.add(network.get());
      } else {
        section.faultAt(
            "allow",
            i,
            Shown.quoted(texts.get(i))
                + " (expected: addresses such as \"10.0.0.0/8\" or \"::1\")");
      }
    }
    if (section.has("allow") && texts.isEmpty()) {
      section.wrong("allow", "at least one range of addresses");
    }
    return networks;
  }
}
