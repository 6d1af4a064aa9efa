package dev.sennit.ident.policy;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.account.Accounts;
import dev.sennit.ident.policy.Verdict.Asked;
import dev.sennit.ident.policy.Verdict.Hidden;
import dev.sennit.ident.policy.Verdict.RealName;
import dev.sennit.ident.policy.Verdict.Told;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Weighs what the administrator allows against what the user wants.
///
/// | wish | needs | else |
/// |---|---|---|
/// | `hide`, `numeric`, `random`, `random_numeric`, `forward` | the capability of that name | the real name |
/// | `reply` with a name of the user's own | nothing | |
/// | `reply` with another local user's name | `spoof_all`, and what the next row says | the real name |
/// | `reply` with any other text | `spoof`; below foreign port 1024 `spoof_privport` too | the real name |
///
/// What the administrator forces is not weighed.
public final class Decider {
  private static final String LETTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int RANDOM_CHARACTERS = 11;
  private static final int RANDOM_NUMBERS = 100_000;
  private static final int PRIVILEGED_PORTS = 1_024;

  private final Accounts accounts;
  private final RandomGenerator random;

  /// @param accounts the local users
  public Decider(Accounts accounts) {
    this(accounts, new SecureRandom());
  }

  Decider(Accounts accounts, RandomGenerator random) {
    this.accounts = accounts;
    this.random = random;
  }

  /// Decides on a connection.
  ///
  /// @param grant what the administrator says
  /// @param wish what the user wants, or null; not looked at where something is forced
  /// @throws IOException if the local users cannot be told now
  public Verdict decide(
      Grant grant, @Nullable Statement wish, Account owner, IdentConnection connection)
      throws IOException {
    Statement forced = grant.forced();
    if (forced != null) {
      return switch (forced) {
        case Statement.Plain(var what) -> plain(what, owner, "forced");
        case Statement.Replies(var texts) -> new Told(pick(texts), true, "forced reply");
        case Statement.Forwarding target -> new Asked(target, true);
      };
    }
    return switch (wish) {
      case null -> RealName.PLAIN;
      case Statement.Plain(var what) ->
          grant.allows(what)
              ? plain(what, owner, "wish")
              : new RealName(what.word() + " is not allowed");
      case Statement.Replies(var texts) -> reply(pick(texts), grant, owner, connection);
      case Statement.Forwarding target ->
          grant.allows(Capability.FORWARD)
              ? new Asked(target, false)
              : new RealName("forward is not allowed");
    };
  }

  /// Decides on the answer of the server that was asked.
  ///
  /// @param id what it said, or null if it said nothing of use
  /// @throws IOException if the local users cannot be told now
  public Verdict forwarded(
      Asked asked, @Nullable Octets id, Grant grant, Account owner, IdentConnection connection)
      throws IOException {
    if (id == null) {
      return asked.forced() || grant.allows(Capability.HIDE)
          ? new Hidden("forward failed")
          : new RealName("forward failed");
    }
    return asked.forced()
        ? new Told(id, true, "forced forward")
        : reply(id, grant, owner, connection);
  }

  private Verdict plain(Capability what, Account owner, String why) {
    String reason = why + " " + what.word();
    return switch (what) {
      case HIDE -> new Hidden(reason);
      case NUMERIC -> new Told(Octets.utf8(String.valueOf(owner.uid())), false, reason);
      case RANDOM -> new Told(Octets.utf8(letters()), false, reason);
      case RANDOM_NUMERIC ->
          new Told(Octets.utf8("user" + random.nextInt(RANDOM_NUMBERS)), false, reason);
      case SPOOF, SPOOF_ALL, SPOOF_PRIVPORT, FORWARD -> RealName.PLAIN;
    };
  }

  private String letters() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < RANDOM_CHARACTERS; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  private Octets pick(List<Octets> texts) {
    return texts.get(random.nextInt(texts.size()));
  }

  private Verdict reply(Octets text, Grant grant, Account owner, IdentConnection connection)
      throws IOException {
    Optional<String> name = text.strictUtf8();
    Optional<Account> other = name.isEmpty() ? Optional.empty() : accounts.byName(name.get());
    if (other.isPresent()) {
      if (other.get().uid() == owner.uid()) {
        return new Told(text, true, "own name");
      }
      if (!grant.allows(Capability.SPOOF_ALL)) {
        return new RealName("spoof_all is not allowed: " + text.forLog() + " is another user");
      }
    }
    if (!grant.allows(Capability.SPOOF)) {
      return new RealName("spoof is not allowed");
    }
    if (connection.remote().getPort() < PRIVILEGED_PORTS
        && !grant.allows(Capability.SPOOF_PRIVPORT)) {
      return new RealName("spoof_privport is not allowed");
    }
    return new Told(text, true, "wish reply");
  }
}
