package dev.sennit.ident.forward;

import dev.sennit.ident.forward.MasqTable.Rule;
import dev.sennit.ident.policy.Names;
import dev.sennit.ident.policy.PolicyFault;
import dev.sennit.ident.policy.Reading;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.net.wire.Octets;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `oidentd_masq.conf`. Tells every mistake, not only the first.
///
/// ```
/// line   = HOST [ "/" mask ] reply system [ "," charset ]
/// mask   = PREFIX | A.B.C.D
/// ```
///
/// Blanks and tabs separate the words; a line whose first word begins with `#` is a comment. A
/// prefix may be 0 to 32, for IPv6 0 to 128. Names of hosts are looked up while the file is read.
///
/// @see <a href="https://manpages.debian.org/oidentd_masq.conf.5">oidentd_masq.conf(5)</a>
public final class MasqReader {
  /// The most bytes of the file.
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_TOKEN_CHARACTERS = 64;
  private static final int MAX_REPLY_BYTES = 512;
  private static final Pattern WORD = Pattern.compile("[^ \t\r]+");

  private record Word(String text, int column) {}

  private final Names names;
  private final List<PolicyFault> faults = new ArrayList<>();
  private int number;

  private MasqReader(Names names) {
    this.names = names;
  }

  /// Reads the file. One mistake, and there is no table.
  ///
  /// @param file at most [#MAX_BYTES]
  /// @param names what the names of hosts stand for
  public static Reading<MasqTable> read(byte[] file, Names names) {
    if (file.length > MAX_BYTES) {
      return new Reading<>(
          null,
          List.of(
              new PolicyFault(1, 1, file.length + " bytes", "at most " + MAX_BYTES + " bytes")));
    }
    MasqReader reader = new MasqReader(names);
    List<Rule> rules = new ArrayList<>();
    for (String line : new String(file, StandardCharsets.ISO_8859_1).split("\n", -1)) {
      reader.number++;
      Rule rule = reader.rule(line);
      if (rule != null) {
        rules.add(rule);
      }
    }
    return new Reading<>(reader.faults.isEmpty() ? new MasqTable(rules) : null, reader.faults);
  }

  private void fault(int column, String found, String expected) {
    if (faults.size() < Reading.MAX_FAULTS) {
      faults.add(new PolicyFault(number, column, found, expected));
    }
  }

  private @Nullable Rule rule(String line) {
    List<Word> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find() && words.size() < 4) {
      words.add(new Word(matcher.group(), matcher.start() + 1));
    }
    if (words.isEmpty() || words.getFirst().text().startsWith("#")) {
      return null;
    }
    if (words.size() != 3) {
      int column = words.size() > 3 ? words.get(3).column() : line.length() + 1;
      fault(
          column,
          words.size() > 3 ? words.get(3).text() : "end of line",
          "HOST[/MASK] REPLY SYSTEM");
      return null;
    }
    List<Network> networks = networks(words.getFirst());
    UserId user = user(words.get(1), words.get(2));
    return networks == null || user == null
        ? null
        : new Rule(words.getFirst().text(), networks, user);
  }

  private @Nullable List<Network> networks(Word word) {
    int slash = word.text().indexOf('/');
    String host = slash < 0 ? word.text() : word.text().substring(0, slash);
    List<InetAddress> addresses = addresses(host);
    if (addresses.isEmpty()) {
      fault(word.column(), host, "a host that is known");
      return null;
    }
    List<Network> networks = new ArrayList<>();
    for (InetAddress address : addresses) {
      Network network =
          slash < 0
              ? Network.of(address, address.getAddress().length * 8)
              : network(address, word.text().substring(slash + 1));
      if (network != null) {
        networks.add(network);
      }
    }
    if (networks.isEmpty()) {
      fault(
          word.column() + slash + 1,
          word.text().substring(slash + 1),
          addresses.getFirst() instanceof Inet4Address ? "0 to 32, or A.B.C.D" : "0 to 128");
      return null;
    }
    return networks;
  }

  private static @Nullable Network network(InetAddress address, String mask) {
    try {
      if (mask.matches("[0-9]{1,3}")) {
        return Network.of(address, Integer.parseInt(mask));
      }
      return mask.matches("[0-9]+(\\.[0-9]+){3}")
          ? new Network(
              Octets.giveUp(address.getAddress()),
              Octets.giveUp(InetAddress.ofLiteral(mask).getAddress()))
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private List<InetAddress> addresses(String host) {
    try {
      return List.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      return host.isEmpty() ? List.of() : names.addresses(host);
    }
  }

  private @Nullable UserId user(Word reply, Word system) {
    Octets id = Octets.giveUp(reply.text().getBytes(StandardCharsets.ISO_8859_1));
    if (id.length() > MAX_REPLY_BYTES || id.indexOf((byte) 0, 0) >= 0) {
      fault(reply.column(), reply.text(), "1 to " + MAX_REPLY_BYTES + " bytes without NUL");
      return null;
    }
    int comma = system.text().indexOf(',');
    String opsys = comma < 0 ? system.text() : system.text().substring(0, comma);
    String charset = comma < 0 ? null : system.text().substring(comma + 1);
    if (!isToken(opsys) || (charset != null && !isToken(charset))) {
      fault(system.column(), system.text(), "SYSTEM or SYSTEM,CHARSET without colon");
      return null;
    }
    return new UserId(opsys, charset, id);
  }

  private static boolean isToken(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_TOKEN_CHARACTERS
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':' && c != ',');
  }
}
