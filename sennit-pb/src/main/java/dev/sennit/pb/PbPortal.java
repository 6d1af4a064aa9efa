package dev.sennit.pb;

import dev.sennit.net.session.Complaints;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.PbTuple;
import java.util.ArrayList;
import java.util.HashMap;
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
/// @see <a href="https://github.com/twisted/twisted/blob/trunk/src/twisted/spread/pb.py">
///   twisted/spread/pb.py, _PortalRoot, _PortalWrapper</a>
public final class PbPortal {
  private static final Complaints COMPLAINTS = new Complaints(System.getLogger("dev.sennit.pb"));

  private final PbRealm realm;
  private final List<PbChecker> checkers;
  private final boolean anonymous;

  private PbPortal(PbRealm realm, List<PbChecker> checkers, boolean anonymous) {
    this.realm = realm;
    this.checkers = checkers;
    this.anonymous = anonymous;
  }

  /// A portal that lets nobody in yet.
  public static PbPortal of(PbRealm realm) {
    return new PbPortal(realm, List.of(), false);
  }

  /// Lets users in whom the checker accepts, besides others.
  public PbPortal checker(PbChecker checker) {
    List<PbChecker> more = new ArrayList<>(checkers);
    more.add(checker);
    return new PbPortal(realm, more, anonymous);
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
    return new PbPortal(realm, checkers, true);
  }

  /// A root object for one connection, which answers `login` and `loginAnonymous`: for a root of
  /// your own that passes these on.
  public PbObject root() {
    return PbMethods.of()
        .on("login", this::login)
        .on(
            "loginAnonymous",
            call -> {
              one(call, 1);
              return loginAnonymous(call);
            });
  }

  private static void one(PbCall call, int arguments) {
    if (call.arguments().size() != arguments || !call.keywords().isEmpty()) {
      throw PbException.typeError(
          call.method()
              + ": "
              + call.arguments().size()
              + " arguments (expected: "
              + arguments
              + ")");
    }
  }

  private Object login(PbCall call) {
    one(call, 1);
    // text never matches: the names of users are bytes, as with Twisted
    Octets user = call.get(0) instanceof Octets name ? name : null;
    byte[] challenge = Challenge.fresh();
    PbObject challenger =
        PbMethods.of().on("respond", response -> respond(user, challenge, response));
    return PbTuple.of(Octets.of(challenge), challenger);
  }

  private Object respond(@Nullable Octets user, byte[] challenge, PbCall call) throws Exception {
    one(call, 2);
    if (checkers.isEmpty()) {
      throw unhandled(
          "twisted.cred.credentials.IUsernameHashedPassword, twisted.spread.pb.IUsernameMD5Password");
    }
    byte[] response = call.get(0) instanceof Octets octets ? octets.toBytes() : new byte[0];
    boolean accepted = false;
    if (user != null) {
      PbCredentials credentials = new PbCredentials(user, challenge, response);
      for (PbChecker checker : checkers) {
        accepted |= checker.accepts(credentials);
      }
    }
    if (!accepted) {
      COMPLAINTS.warn(
          "pb: "
              + call.connection().peer()
              + ": login refused for "
              + (user == null ? "a name that is not bytes" : user.forLog()),
          null);
      throw new PbException(
          "twisted.cred.error.UnauthorizedLogin",
          "",
          "twisted.cred.error.LoginFailed",
          "twisted.cred.error.Unauthorized");
    }
    return enter(new PbLogin(user, call.get(1), call.connection()));
  }

  private Object loginAnonymous(PbCall call) throws Exception {
    if (!anonymous) {
      throw unhandled("twisted.cred.credentials.IAnonymous");
    }
    return enter(new PbLogin(null, call.get(0), call.connection()));
  }

  private static PbException unhandled(String kind) {
    COMPLAINTS.warn("pb: login refused: no checker for " + kind, null);
    return new PbException(
        "twisted.cred.error.UnhandledCredentials",
        "No checker for " + kind,
        "twisted.cred.error.LoginFailed",
        "twisted.cred.error.Unauthorized");
  }

  private Object enter(PbLogin login) throws Exception {
    return new AvatarReference(realm.avatar(login), login.connection());
  }
}
