package dev.sennit.pb;

import dev.sennit.net.Reply;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.PbTuple;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A client's side of the logins.
final class Logins {
  private Logins() {}

  /// What the other end challenged with.
  private record Challenged(Octets challenge, PbRemote challenger) {
    Octets response(String password) {
      byte[] digest = Challenge.md5(Octets.utf8(password).toBytes());
      return Octets.of(Challenge.response(digest, challenge.toBytes()));
    }

    CompletableFuture<@Nullable Object> respond(@Nullable Object... arguments) {
      return challenger.call("respond", arguments).whenComplete((_, _) -> challenger.close());
    }
  }

  private static Challenged challenged(@Nullable Object answer) {
    if (answer instanceof PbTuple tuple
        && tuple.size() == 2
        && tuple.get(0) instanceof Octets challenge
        && tuple.get(1) instanceof PbRemote challenger) {
      return new Challenged(challenge, challenger);
    }
    throw PbException.of(answer);
  }

  static Reply<PbRemote> byChallenge(
      PbRemote root, String user, String password, @Nullable Object mind) {
    return Reply.of(
        root.call("login", Octets.utf8(user))
            .thenCompose(answer -> {
              Challenged it = challenged(answer);
              return it.respond(it.response(password), mind);
            })
            .thenApply(Logins::reference));
  }

  static Reply<PbIdentity> asIn2004(PbRemote root, String user, String password) {
    return Reply.of(
        root.call("username", Octets.utf8(user))
            .thenCompose(answer -> {
              Challenged it = challenged(answer);
              return it.respond(it.response(password));
            })
            .thenApply(answer -> {
              if (answer == null) { // that is how a wrong password is said
                throw new PbException(
                    "twisted.cred.error.Unauthorized", "invalid username or password");
              }
              return new PbIdentity(reference(answer));
            }));
  }

  /// @throws PbException with the value, if it is no reference: some servers refuse so
  static PbRemote reference(@Nullable Object answer) {
    if (answer instanceof PbRemote remote) {
      return remote;
    }
    throw PbException.of(answer);
  }
}
