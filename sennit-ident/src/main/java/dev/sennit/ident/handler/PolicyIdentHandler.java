package dev.sennit.ident.handler;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.IdentHandler;
import dev.sennit.ident.account.Account;
import dev.sennit.ident.account.Accounts;
import dev.sennit.ident.forward.Forwarder;
import dev.sennit.ident.forward.InsideLookup.Inside;
import dev.sennit.ident.policy.Decider;
import dev.sennit.ident.policy.Grant;
import dev.sennit.ident.policy.Statement;
import dev.sennit.ident.policy.SystemPolicy;
import dev.sennit.ident.policy.UserFiles;
import dev.sennit.ident.policy.Verdict;
import dev.sennit.ident.policy.Verdict.Asked;
import dev.sennit.ident.policy.Verdict.Hidden;
import dev.sennit.ident.policy.Verdict.RealName;
import dev.sennit.ident.policy.Verdict.Told;
import dev.sennit.ident.registry.Entry;
import dev.sennit.ident.registry.IdentRegistry;
import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentAnswer.Fault;
import dev.sennit.ident.wire.IdentAnswer.UserId;
import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.net.Peer;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Answers as an administrator's policy says. Immutable: each method that takes an option returns a
/// changed copy.
///
/// 1. The kernel names the owner; for a translated connection of this machine, of what it was
///    before.
/// 2. What a trusted program has registered for the connection is told.
/// 3. A machine inside is answered for by the NAT table, or asked.
/// 4. What the administrator forces is told; else what the user's program has registered, the
///    user's `.noident`, or the user's file, as far as it is allowed.
/// 5. Else the user is told in the style that is set: by login name, unless said otherwise.
///
/// A query that would get a fault, or is about a user who registers connections, can be held for a
/// while, until a program has registered that one.
///
/// On the way to `NO-USER` the same is done as on the way to `HIDDEN-USER`, for root instead of the
/// owner that is not there, so that the time an answer takes does not tell one from the other.
public final class PolicyIdentHandler implements IdentHandler {
  private static final AuditLog AUDIT =
      new AuditLog(System.getLogger("dev.sennit.ident.audit"), System::nanoTime);
  private static final Account NOBODY = new Account("nobody", Account.MAX_NUMBER, 0, "/", "");

  /// What is going to be answered.
  ///
  /// @param owner the real user, or null
  /// @param reason why it is not the real name, or null if it is, or nobody's
  private record Outcome(IdentAnswer answer, @Nullable Account owner, @Nullable String reason) {}

  /// What the policy comes to, as long as nobody else is asked.
  private record Decision(Grant grant, Verdict verdict) {}

  private final UidLookup lookup;
  private final Accounts accounts;
  private final Decider decider;
  private final PolicySettings set;

  private PolicyIdentHandler(UidLookup lookup, Accounts accounts, PolicySettings set) {
    this.lookup = lookup;
    this.accounts = accounts;
    this.decider = new Decider(accounts);
    this.set = set;
  }

  /// A handler that tells login names.
  ///
  /// @param lookup finds owners of connections
  /// @param accounts the local users
  public static PolicyIdentHandler of(UidLookup lookup, Accounts accounts) {
    return new PolicyIdentHandler(lookup, accounts, PolicySettings.defaults(AUDIT));
  }

  private PolicyIdentHandler with(PolicySettings changed) {
    return new PolicyIdentHandler(lookup, accounts, changed);
  }

  /// What the administrator says; asked for each query, so that a file may be read again.
  public PolicyIdentHandler policy(Supplier<SystemPolicy> policy) {
    return with(set.policy(policy));
  }

  /// What users say in their home directories.
  public PolicyIdentHandler files(UserFiles files) {
    return with(set.files(files));
  }

  /// What programs register.
  ///
  /// @param hold how long a query waits for a registration, 0 to [IdentRegistry#MAX_HOLD]
  public PolicyIdentHandler registry(IdentRegistry registry, Duration hold) {
    if (hold.isNegative() || hold.compareTo(IdentRegistry.MAX_HOLD) > 0) {
      throw new IllegalArgumentException(
          "hold: " + hold + " (expected: 0 to " + IdentRegistry.MAX_HOLD + ")");
    }
    return with(set.registry(registry, hold));
  }

  /// What is done about translated connections.
  public PolicyIdentHandler nat(Nat nat) {
    return with(set.nat(nat));
  }

  /// Who asks other servers; without one, forwarding always fails.
  public PolicyIdentHandler forwarder(Forwarder forwarder) {
    return with(set.forwarder(forwarder));
  }

  /// What stands for a user whom nothing else is said of.
  public PolicyIdentHandler style(IdStyle style) {
    return with(set.style(style));
  }

  /// How answers are put.
  public PolicyIdentHandler wording(Wording wording) {
    return with(set.wording(wording));
  }

  /// Who hears of every answer that is not the real name; unless said otherwise the log
  /// `dev.sennit.ident.audit`, which gets at most 200 lines a second and the number of the others.
  /// Runs on the thread of the query.
  public PolicyIdentHandler audit(Consumer<Disclosure> audit) {
    return with(set.audit(audit));
  }

  @Override
  public IdentAnswer answer(IdentConnection connection, Peer peer)
      throws IOException, InterruptedException {
    Outcome outcome = outcome(connection);
    if (outcome.reason() != null) {
      set.audit()
          .accept(
              new Disclosure(
                  peer, connection, outcome.owner(), outcome.answer(), outcome.reason()));
    }
    return outcome.answer();
  }

  private Outcome outcome(IdentConnection connection) throws IOException, InterruptedException {
    OptionalLong uid = lookup.uid(connection);
    Optional<Inside> inside =
        uid.isPresent() ? Optional.empty() : set.nat().lookup().find(connection);
    if (inside.isPresent() && inside.get() instanceof Inside.Local(var before)) {
      uid = lookup.uid(before);
    }
    IdentRegistry registry = set.registry();
    Entry entry = registry == null ? null : registry.find(connection, uid).orElse(null);
    Outcome outcome = outcome(connection, uid, inside, entry);
    boolean fault = outcome.answer() instanceof Fault;
    if (fault && uid.isPresent()) {
      var _ = set.nat().lookup().find(connection); // as on the way to NO-USER
    }
    if (registry == null
        || entry != null
        || !(fault || (uid.isPresent() && registry.knows(uid.getAsLong())))) {
      return outcome;
    }
    Optional<Entry> late = registry.await(connection, uid, set.hold());
    return late.isEmpty() ? outcome : outcome(connection, uid, inside, late.get());
  }

  private Outcome outcome(
      IdentConnection connection, OptionalLong uid, Optional<Inside> inside, @Nullable Entry entry)
      throws IOException, InterruptedException {
    if (entry != null && entry.registrant().trusted()) {
      Account owner = uid.isPresent() ? accounts.byUid(uid.getAsLong()).orElse(null) : null;
      long by = entry.registrant().uid();
      String reason = "registered by " + (by < 0 ? "this program" : "uid " + by);
      return new Outcome(set.wording().put(entry.id(), true), owner, reason);
    }
    if (uid.isPresent()) {
      return owned(connection, uid.getAsLong(), entry);
    }
    if (inside.isPresent() && inside.get() instanceof Inside.Host(var address, var query)) {
      Optional<UserId> told = inside(address, query);
      if (told.isPresent()) {
        return new Outcome(told.get(), null, "inside " + address.getHostAddress());
      }
    }
    Optional<Account> root = accounts.byUid(0);
    var _ = decision(root.orElse(NOBODY), connection, null); // as on the way to HIDDEN-USER
    UserId failReply = set.wording().failReply();
    return failReply == null
        ? new Outcome(Fault.NO_USER, null, null)
        : new Outcome(failReply, null, "no such connection");
  }

  private Optional<UserId> inside(InetAddress address, IdentQuery query)
      throws InterruptedException {
    Optional<UserId> listed = set.nat().table().get().find(address);
    if (set.nat().forwardPort() == 0 || (set.nat().tableFirst() && listed.isPresent())) {
      return listed;
    }
    Optional<Octets> id = ask(new InetSocketAddress(address, set.nat().forwardPort()), query);
    return id.isPresent() ? Optional.of(set.wording().put(id.get(), true)) : listed;
  }

  private Optional<Octets> ask(InetSocketAddress target, IdentQuery query)
      throws InterruptedException {
    Forwarder forwarder = set.forwarder();
    return forwarder == null ? Optional.empty() : forwarder.ask(target, query);
  }

  /// What is told of a user's connection.
  private Outcome owned(IdentConnection connection, long uid, @Nullable Entry entry)
      throws IOException, InterruptedException {
    Optional<Account> account = accounts.byUid(uid);
    boolean named = account.isPresent();
    Account owner = account.orElseGet(() -> new Account(String.valueOf(uid), uid, 0, "", ""));
    Decision decision = decision(owner, connection, entry);
    if (!named && !set.wording().numberForUnnamed()) {
      return new Outcome(Fault.NO_USER, null, null);
    }
    Verdict verdict = decision.verdict();
    if (verdict instanceof Asked asked) {
      InetSocketAddress target =
          new InetSocketAddress(asked.target().address(), asked.target().port());
      Octets id = ask(target, connection.query()).orElse(null);
      verdict = decider.forwarded(asked, id, decision.grant(), owner, connection);
    }
    return switch (verdict) {
      case RealName(var why) -> inStyle(owner, named, connection, why);
      case Told(var id, var login, var reason) ->
          new Outcome(set.wording().put(id, login), owner, reason);
      case Hidden(var reason) -> new Outcome(Fault.HIDDEN_USER, owner, reason);
      case Asked asked -> throw new IllegalStateException("asked twice: " + asked);
    };
  }

  private Outcome inStyle(
      Account owner, boolean named, IdentConnection connection, String refused) {
    boolean real = named && set.style() == IdStyle.Real.NAME;
    UserId user = set.wording().put(set.style().of(owner, connection), real);
    String reason = named ? "style" : "no name";
    return new Outcome(
        user, owner, real ? null : refused.isEmpty() ? reason : reason + "; " + refused);
  }

  private Decision decision(Account owner, IdentConnection connection, @Nullable Entry entry)
      throws IOException {
    Grant grant = set.policy().get().grant(owner.uid(), connection);
    Statement wish = null;
    UserFiles files = set.files();
    if (grant.forced() == null && entry != null) {
      wish = new Statement.Replies(List.of(entry.id()));
    } else if (grant.forced() == null && files != null) {
      if (files.hides(owner)) {
        return new Decision(grant, new Hidden(".noident"));
      }
      wish = files.wish(owner, connection);
    }
    return new Decision(grant, decider.decide(grant, wish, owner, connection));
  }
}
