package dev.sennit.pb;

import dev.sennit.net.session.Complaints;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.PbTuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The root object of a server with a portal: its methods let users in.
final class PortalRoot implements PbObject {
  private static final Complaints COMPLAINTS = new Complaints("dev.sennit.pb");

  private static final List<String> LOGIN_FAILED =
      List.of("twisted.cred.error.LoginFailed", "twisted.cred.error.Unauthorized");

  private final PbPortal.Offer offer;

  PortalRoot(PbPortal.Offer offer) {
    this.offer = offer;
  }

  @Override
  public @Nullable Object called(PbCall call) throws Exception {
    PbMechanism mechanism = offer.mechanisms().get(call.method());
    if (mechanism != null) {
      return other(call, mechanism);
    }
    PbLegacyRealm legacy = offer.legacy();
    if (legacy != null && call.method().equals("username")) {
      return username(call, legacy);
    }
    return switch (call.method()) {
      case "login" -> login(call);
      case "loginAnonymous" -> loginAnonymous(call);
      default -> throw PbException.noSuchMethod("remote_" + call.method());
    };
  }

  private static void expect(PbCall call, int arguments) {
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

  // ---- by challenge

  private Object login(PbCall call) {
    expect(call, 1);
    // text never matches: the names of users are bytes, as with Twisted
    Octets user = call.get(0) instanceof Octets name ? name : null;
    return challenged((challenge, response) -> {
      expect(response, 2);
      if (offer.challenged().isEmpty()) {
        throw unhandled(
            call,
            "twisted.cred.credentials.IUsernameHashedPassword, twisted.spread.pb.IUsernameMD5Password");
      }
      if (!accepts(user, challenge, response)) {
        throw refused(response, user);
      }
      return enter(new PbLogin(user, response.get(1), response.connection()));
    });
  }

  /// What comes to a challenge.
  private interface Response {
    @Nullable Object to(byte[] challenge, PbCall response) throws Exception;
  }

  private static Object challenged(Response response) {
    byte[] challenge = Challenge.fresh();
    PbObject challenger = PbMethods.of().on("respond", call -> response.to(challenge, call));
    return PbTuple.of(Octets.of(challenge), challenger);
  }

  private boolean accepts(@Nullable Octets user, byte[] challenge, PbCall response)
      throws Exception {
    Object address = tryFrom(response);
    boolean accepted = false;
    if (user != null) {
      byte[] bytes = response.get(0) instanceof Octets octets ? octets.toBytes() : new byte[0];
      PbCredentials credentials = new PbCredentials(user, challenge, bytes);
      for (PbChecker checker : offer.challenged()) {
        accepted |= checker.accepts(credentials);
      }
    }
    if (accepted) {
      offer.attempts().giveBack(address);
    }
    return accepted;
  }

  /// Takes a try from the caller's address.
  ///
  /// @throws PbException if it has none left
  private Object tryFrom(PbCall call) {
    Object address = LoginAttempts.key(call.connection().peer());
    if (!offer.attempts().take(address)) {
      COMPLAINTS.warn("pb: " + call.connection().peer() + ": too many failed logins", null);
      throw new PbException(
          "twisted.cred.error.UnauthorizedLogin",
          "too many failed logins from this address (expected: a later try)",
          LOGIN_FAILED.toArray(String[]::new));
    }
    return address;
  }

  private static PbException refused(PbCall call, @Nullable Octets user) {
    COMPLAINTS.warn(
        "pb: "
            + call.connection().peer()
            + ": login refused for "
            + (user == null ? "a user that is not named" : user.forLog()),
        null);
    return new PbException(
        "twisted.cred.error.UnauthorizedLogin", "", LOGIN_FAILED.toArray(String[]::new));
  }

  // ---- other ways

  private Object loginAnonymous(PbCall call) throws Exception {
    expect(call, 1);
    if (!offer.anonymous()) {
      throw unhandled(call, "twisted.cred.credentials.IAnonymous");
    }
    return enter(new PbLogin(null, call.get(0), call.connection()));
  }

  private Object other(PbCall call, PbMechanism mechanism) throws Exception {
    Object mind = call.get(Math.max(0, call.arguments().size() - 1));
    Object address = tryFrom(call);
    Octets user = mechanism.user(call);
    if (user == null) {
      boolean named = call.method().equals("loginPassword"); // elsewhere it may be a secret
      throw refused(call, named && call.get(0) instanceof Octets name ? name : null);
    }
    offer.attempts().giveBack(address);
    return enter(new PbLogin(user, mind, call.connection()));
  }

  /// Who has sent the right password; null if it is wrong.
  static @Nullable Octets byPassword(PbCall call, PbPasswordChecker checker) throws Exception {
    expect(call, 3);
    if (!call.connection().broker().isPrivate()) {
      throw unhandled(call, "a password that others could read (expected: TLS or a UNIX socket)");
    }
    return call.get(0) instanceof Octets user
            && call.get(1) instanceof Octets password
            && checker.accepts(user, password)
        ? user
        : null;
  }

  private static PbException unhandled(PbCall call, String kind) {
    COMPLAINTS.warn(
        "pb: " + call.connection().peer() + ": login refused: no checker for " + kind, null);
    return new PbException(
        "twisted.cred.error.UnhandledCredentials",
        "No checker for " + kind,
        LOGIN_FAILED.toArray(String[]::new));
  }

  private Object enter(PbLogin login) throws Exception {
    return AvatarReference.untilGivenBack(offer.realm().avatar(login), login.connection());
  }

  // ---- the login of 2004

  private Object username(PbCall call, PbLegacyRealm realm) {
    expect(call, 1);
    Octets user = bytes(call.get(0));
    return challenged((challenge, response) -> {
      expect(response, 1);
      // a user that is not known fails here too: nobody learns who is
      if (user == null || !accepts(user, challenge, response)) {
        PbException _ = refused(response, user);
        return null;
      }
      return new LegacyIdentity(user, realm);
    });
  }

  /// Names come as either kind of string from peers of that time.
  static @Nullable Octets bytes(@Nullable Object name) {
    return switch (name) {
      case Octets octets -> octets;
      case String text -> Octets.utf8(text);
      case null, default -> null;
    };
  }
}
