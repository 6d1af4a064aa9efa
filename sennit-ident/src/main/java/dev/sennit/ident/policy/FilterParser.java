package dev.sennit.ident.policy;

import dev.sennit.ident.policy.Words.Kind;
import dev.sennit.ident.policy.Words.Word;
import dev.sennit.net.wire.Octets;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the two kinds of file have in common: filters, hosts, ports, replies.
final class FilterParser {
  static final Set<String> FILTERS = Set.of("to", "fport", "from", "lport");

  private final Words words;
  private final Names names;
  private final boolean hostNames;
  private int leftOut;

  /// @param hostNames whether a host may be a name; one that may not is left out, with a fault
  FilterParser(Words words, Names names, boolean hostNames) {
    this.words = words;
    this.names = names;
    this.hostNames = hostNames;
  }

  /// How many of the faults only leave something out.
  int leftOut() {
    return leftOut;
  }

  /// Whether the next word begins a filter.
  boolean isNext() {
    Word word = words.peek();
    return word.kind() == Kind.KEYWORD && FILTERS.contains(word.text());
  }

  /// Takes filters as long as there are some.
  ///
  /// @return null if one of them is broken or left out
  @Nullable Filter filters() {
    HostPattern to = null;
    HostPattern from = null;
    PortRange fport = null;
    PortRange lport = null;
    List<String> seen = new ArrayList<>();
    boolean whole = true;
    while (isNext()) {
      Word keyword = words.take();
      if (seen.contains(keyword.text())) {
        words.fault(keyword, "each filter once");
      }
      seen.add(keyword.text());
      switch (keyword.text()) {
        case "to" -> to = host();
        case "from" -> from = host();
        case "fport" -> fport = ports();
        default -> lport = ports();
      }
      whole &=
          switch (keyword.text()) {
            case "to" -> to != null;
            case "from" -> from != null;
            case "fport" -> fport != null;
            default -> lport != null;
          };
    }
    return whole ? new Filter(to, fport, from, lport) : null;
  }

  /// Takes a string.
  ///
  /// @return null if there is none, which is told
  @Nullable Word string(String expected) {
    Word word = words.peek();
    if (word.kind() != Kind.STRING) {
      words.fault(
          word, word.kind() == Kind.KEYWORD ? expected + "; quote a keyword to mean it" : expected);
      return null;
    }
    return words.take();
  }

  /// Takes a host.
  @Nullable HostPattern host() {
    Word word = string("a host");
    if (word == null || word.broken()) {
      return null;
    }
    List<InetAddress> addresses = addresses(word.text());
    if (!addresses.isEmpty()) {
      return new HostPattern(word.text(), addresses);
    }
    words.fault(word, hostNames ? "a host that is known" : "an address, not a name");
    leftOut++;
    return null;
  }

  private List<InetAddress> addresses(String host) {
    try {
      return List.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      return hostNames && !host.isEmpty() ? names.addresses(host) : List.of();
    }
  }

  /// Takes a port.
  ///
  /// @return 0 if there is none, which is told
  int port() {
    Word word = string("a port");
    if (word == null || word.broken()) {
      return 0;
    }
    int port = port(word.text());
    if (port == 0) {
      words.fault(word, "a port, 1 to 65535, or the name of a service");
    }
    return port;
  }

  private int port(String text) {
    if (text.matches("[0-9]{1,10}")) {
      long number = Long.parseLong(text);
      return number > PortRange.MAX_PORT ? 0 : (int) number;
    }
    return text.isEmpty() ? 0 : names.port(text).orElse(0);
  }

  private @Nullable PortRange ports() {
    Word word = string("a port or a range of ports");
    if (word == null || word.broken()) {
      return null;
    }
    String text = word.text();
    int colon = text.indexOf(':');
    String first = colon < 0 ? text : text.substring(0, colon);
    String second = colon < 0 ? text : text.substring(colon + 1);
    int low = first.isEmpty() && colon >= 0 ? 1 : port(first);
    int high = second.isEmpty() && colon >= 0 ? PortRange.MAX_PORT : port(second);
    if (low == 0 || high == 0 || low > high) {
      words.fault(word, "PORT, PORT:PORT, PORT: or :PORT, the lower one first");
      return null;
    }
    return new PortRange(low, high);
  }

  /// Takes the strings of a reply.
  ///
  /// @param most how many there may be
  /// @param dropMore whether more than that are left out instead of a fault that counts
  /// @return null if one of them is broken
  Statement.@Nullable Replies replies(int most, boolean dropMore) {
    List<Octets> texts = new ArrayList<>();
    Word first = string("a reply");
    boolean whole = first != null && add(first, texts);
    boolean told = false;
    while (words.peek().kind() == Kind.STRING) {
      Word word = words.take();
      if (texts.size() < most) {
        whole &= add(word, texts);
      } else if (!told) {
        told = true;
        words.fault(word, "at most " + most + " replies");
        leftOut += dropMore ? 1 : 0;
      }
    }
    return whole ? new Statement.Replies(texts) : null;
  }

  private boolean add(Word word, List<Octets> texts) {
    Octets text = Octets.giveUp(word.text().getBytes(StandardCharsets.ISO_8859_1));
    if (word.broken() || !Statement.Replies.fits(text)) {
      words.fault(word, "a reply of 1 to " + Statement.Replies.MAX_BYTES + " bytes");
      return false;
    }
    texts.add(text);
    return true;
  }

  /// Takes host and port of a forward.
  Statement.@Nullable Forwarding forwarding() {
    HostPattern host = host();
    if (host == null && words.peek().kind() != Kind.STRING) {
      return null;
    }
    int port = port();
    return host == null || port == 0
        ? null
        : new Statement.Forwarding(host.text(), host.addresses().getFirst(), port);
  }
}
