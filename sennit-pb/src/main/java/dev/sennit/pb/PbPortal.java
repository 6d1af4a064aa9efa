package dev.sennit.pb;

import dev.sennit.net.wire.Octets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where users log in: checkers say who they are, a realm gives them their avatars. Immutable: each
/// method returns a changed copy.
///
/// ```
/// PbPortal portal = PbPortal.of(login -> PbAvatar.of(new ChatUser(login.name())))
///     .users(Map.of("guest", "guest"))
///     .anonymous();
/// PbServer.start(options, portal);
/// ```
///
/// | login | root's method | what it proves |
/// |---|---|---|
/// | by challenge, as every Twisted client does it | `login` | MD5 of the password: needs TLS |
/// | without a name, if [#anonymous()] | `loginAnonymous` | nothing |
/// | by password, if [#passwords] | `loginPassword` | the password itself: only over TLS or a UNIX socket |
/// | any other, by [#mechanism] | its name | what it likes |
/// | that of 2004, if [#legacy] | `username` | as the first |
///
/// @see <a href="https://github.com/twisted/twisted/blob/trunk/src/twisted/spread/pb.py">
///   twisted/spread/pb.py, _PortalRoot, _PortalWrapper</a>
public final class PbPortal {
  /// What the portal offers.
  ///
  /// @param challenged who checks responses to a challenge
  /// @param mechanisms other logins, by the root's method
  record Offer(
      PbRealm realm,
      List<PbChecker> challenged,
      boolean anonymous,
      Map<String, PbMechanism> mechanisms,
      @Nullable PbLegacyRealm legacy,
      LoginAttempts attempts) {}

  private final Offer offer;

  private PbPortal(Offer offer) {
    this.offer = offer;
  }

  /// A portal that lets nobody in yet.
  public static PbPortal of(PbRealm realm) {
    return new PbPortal(
        new Offer(
            realm,
            List.of(),
            false,
            Map.of(),
            null,
            new LoginAttempts(LoginAttempts.MOST, System::nanoTime)));
  }

  private PbPortal with(
      List<PbChecker> challenged,
      boolean anonymous,
      Map<String, PbMechanism> mechanisms,
      @Nullable PbLegacyRealm legacy,
      LoginAttempts attempts) {
    return new PbPortal(
        new Offer(offer.realm(), challenged, anonymous, mechanisms, legacy, attempts));
  }

  /// Lets users in whom the checker accepts, besides others.
  public PbPortal checker(PbChecker checker) {
    List<PbChecker> more = new ArrayList<>(offer.challenged());
    more.add(checker);
    return with(more, offer.anonymous(), offer.mechanisms(), offer.legacy(), offer.attempts());
  }

  /// Lets these users in, besides others.
  ///
  /// @param passwords by name
  public PbPortal users(Map<String, String> passwords) {
    Map<Octets, String> known = new HashMap<>();
    passwords.forEach((name, password) -> known.put(Octets.utf8(name), password));
    return checker(credentials -> {
      String password = known.get(credentials.user());
      // a name that is not known takes as long
      return credentials.matches(password == null ? "" : password) && password != null;
    });
  }

  /// Lets those in who give no name.
  public PbPortal anonymous() {
    return with(offer.challenged(), true, offer.mechanisms(), offer.legacy(), offer.attempts());
  }

  /// Lets users in who send a password that the checker accepts, by `loginPassword(name, password,
  /// mind)`. That is no login of Twisted's: [PbClient#loginPassword] does it, and so does a Twisted
  /// program that calls the method. It is refused where others could listen.
  public PbPortal passwords(PbPasswordChecker checker) {
    return mechanism("loginPassword", call -> PortalRoot.byPassword(call, checker));
  }

  /// Lets users in whom the mechanism accepts, besides others.
  ///
  /// @param method of the root, without `remote_`
  public PbPortal mechanism(String method, PbMechanism mechanism) {
    Map<String, PbMechanism> more = new LinkedHashMap<>(offer.mechanisms());
    more.put(method, mechanism);
    return with(offer.challenged(), offer.anonymous(), more, offer.legacy(), offer.attempts());
  }

  /// Lets users of [#users] and [#checker] in by the login of 2004 too, with identities, services
  /// and perspectives.
  public PbPortal legacy(PbLegacyRealm perspectives) {
    return with(
        offer.challenged(), offer.anonymous(), offer.mechanisms(), perspectives, offer.attempts());
  }

  /// How often an address may fail to log in at once: 30 times unless this says otherwise, and then
  /// once every two seconds. Beyond that it is refused whatever the password is.
  ///
  /// @param most 1 or more
  public PbPortal attempts(int most) {
    return with(
        offer.challenged(),
        offer.anonymous(),
        offer.mechanisms(),
        offer.legacy(),
        new LoginAttempts(most, System::nanoTime));
  }

  /// A root object for one connection, which answers what logs users in: for a root of your own
  /// that passes these calls on.
  public PbObject root() {
    return new PortalRoot(offer);
  }
}
