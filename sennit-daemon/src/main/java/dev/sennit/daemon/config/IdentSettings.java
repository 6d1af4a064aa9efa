package dev.sennit.daemon.config;

import dev.sennit.net.Listen;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What the `[ident]` section says besides its addresses.
///
/// @param connection how a connection is treated
/// @param wording how answers are put
/// @param policy what decides between the owner's name and another answer
/// @param nat what is done about translated connections
/// @param registry what programs may register, if they may
public record IdentSettings(
    Connection connection, Wording wording, Policy policy, Nat nat, Optional<Registry> registry) {

  /// The same without a registry.
  public IdentSettings withoutRegistry() {
    return new IdentSettings(connection, wording, policy, nat, Optional.empty());
  }

  /// How a connection is treated.
  ///
  /// @param queries of one connection, 1 or more; then it ends
  /// @param ratePerAddress queries of one address in a second, 0 for any number
  /// @param firstQuery how long the first one may take
  /// @param idle how long each later one may take
  /// @param total how long a connection may live
  /// @param hideErrors whether each error is told as `UNKNOWN-ERROR`
  /// @param answerJunk whether a line that is no query gets an error before the connection ends
  public record Connection(
      int queries,
      int ratePerAddress,
      Duration firstQuery,
      Duration idle,
      Duration total,
      boolean hideErrors,
      boolean answerJunk) {
    /// What holds without these keys.
    public static final Connection DEFAULT =
        new Connection(
            100,
            0,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            false,
            false);
  }

  /// How answers are put.
  ///
  /// @param style where a reply has blanks
  /// @param opsys stands before login names
  /// @param otherOpsys stands before anything else
  /// @param charset the encoding of ids, if one is told
  /// @param id what stands for a user
  /// @param keys the file of keys for tokens and pseudonyms
  /// @param numberForUnnamed whether a user without a name is told by number
  /// @param reply is answered to every query, without a lookup
  /// @param failReply is answered where no owner is found
  public record Wording(
      Style style,
      String opsys,
      String otherOpsys,
      Optional<String> charset,
      Id id,
      Optional<Path> keys,
      boolean numberForUnnamed,
      Optional<String> reply,
      Optional<String> failReply) {}

  /// What decides between the owner's name and another answer.
  ///
  /// @param file the administrator's, in oidentd's language
  /// @param userFiles whether users' `.config/oidentd.conf` and `.oidentd.conf` are read
  /// @param noident whether a user's `.noident` hides the user
  public record Policy(Optional<Path> file, boolean userFiles, boolean noident) {}

  /// What is done about connections that this machine translates for others.
  ///
  /// @param conntrack whether the kernel is asked for them
  /// @param table the file that names machines inside, as oidentd's `oidentd_masq.conf`
  /// @param forwardPort the port at which machines inside are asked; 0 if they are not
  /// @param forwardTimeout how long such an answer may take
  /// @param proxies machines that ask for others, and are answered by the ports alone
  public record Nat(
      boolean conntrack,
      Optional<Path> table,
      int forwardPort,
      Duration forwardTimeout,
      Set<InetAddress> proxies) {
    /// Copies the set.
    public Nat {
      proxies = Set.copyOf(proxies);
    }
  }

  /// Where programs register ids.
  ///
  /// @param listen a UNIX socket
  /// @param trusted users who may register for connections of others
  /// @param hold how long a query waits for a registration
  public record Registry(Listen listen, List<String> trusted, Duration hold) {
    /// Copies the list.
    public Registry {
      trusted = List.copyOf(trusted);
    }
  }

  /// Where a reply has blanks; see [dev.sennit.ident.wire.IdentStyle].
  public enum Style {
    /// None.
    COMPACT,
    /// As in the RFC's examples.
    RFC,
    /// As pidentd.
    PIDENTD;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What stands for a user.
  public enum Id {
    /// The login name.
    NAME,
    /// The number.
    NUMBER,
    /// An encrypted record, another one each time.
    TOKEN,
    /// A short text that is always the same for the user, and does not tell who that is.
    PSEUDONYM;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
