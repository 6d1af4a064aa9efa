package dev.sennit.pb;

import dev.sennit.net.wire.Octets;
import org.jspecify.annotations.Nullable;

/// A user who was let in.
///
/// @param user the name, as the peer sent it; null for one without a name
/// @param mind what the peer gave to be called back by: usually a [PbRemote], or null
/// @param connection where the user is
public record PbLogin(@Nullable Octets user, @Nullable Object mind, PbConnection connection) {
  /// The name as text; `anonymous` for one without a name.
  public String name() {
    return user == null ? "anonymous" : user.utf8();
  }
}
