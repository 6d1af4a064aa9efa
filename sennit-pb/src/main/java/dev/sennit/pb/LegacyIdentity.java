package dev.sennit.pb;

import dev.sennit.net.wire.Octets;
import org.jspecify.annotations.Nullable;

/// What a user has who logged in as in 2004: it attaches to perspectives of services.
final class LegacyIdentity implements PbObject {
  private final Octets user;
  private final PbLegacyRealm realm;

  LegacyIdentity(Octets user, PbLegacyRealm realm) {
    this.user = user;
    this.realm = realm;
  }

  @Override
  public @Nullable Object called(PbCall call) throws Exception {
    if (!call.method().equals("attach")) {
      throw PbException.noSuchMethod("remote_" + call.method());
    }
    Octets service = PortalRoot.bytes(call.get(0));
    Octets given = PortalRoot.bytes(call.get(1));
    Octets perspective = given == null ? user : given;
    PbLogin login = new PbLogin(user, call.get(2), call.connection());
    PbAvatar avatar =
        service == null ? null : realm.perspective(login, service.utf8(), perspective.utf8());
    if (avatar == null) {
      throw new PbException(
          "twisted.cred.error.KeyNotFound",
          "\"No key for service '"
              + (service == null ? call.get(0) : service.utf8())
              + "', perspective '"
              + perspective.utf8()
              + "'.\"",
          "builtins.KeyError",
          "builtins.LookupError",
          "twisted.cred.error.Unauthorized");
    }
    return AvatarReference.untilGone(avatar, call.connection());
  }
}
