package dev.sennit.pb;

import dev.sennit.net.Reply;
import dev.sennit.net.wire.Octets;
import org.jspecify.annotations.Nullable;

/// Who has logged in to a server of 2004, or to one that offers [PbPortal#legacy]: attaches to
/// perspectives of its services. In Twisted then: `pb.IdentityConnector`.
public final class PbIdentity implements AutoCloseable {
  private final PbRemote wrapper;

  PbIdentity(PbRemote wrapper) {
    this.wrapper = wrapper;
  }

  /// Attaches to a perspective of a service.
  ///
  /// @param perspective usually the user's name; null for that
  /// @param client what the server is to call back by: a [PbObject], or null
  /// @return the perspective; fails with [PbException], which [is][PbException#is]
  ///   `twisted.cred.error.KeyNotFound`, if the user has no key for it
  public Reply<PbRemote> attach(
      String service, @Nullable String perspective, @Nullable Object client) {
    return Reply.of(
        wrapper
            .call(
                "attach",
                Octets.utf8(service),
                perspective == null ? null : Octets.utf8(perspective),
                client)
            .thenApply(Logins::reference));
  }

  /// Gives the identity back; perspectives stay.
  @Override
  public void close() {
    wrapper.close();
  }
}
