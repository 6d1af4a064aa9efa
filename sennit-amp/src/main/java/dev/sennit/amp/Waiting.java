package dev.sennit.amp;

import dev.sennit.net.Reply;
import java.util.concurrent.CompletionException;

/// The blocking face of a reply.
final class Waiting {
  private Waiting() {}

  /// Waits, and throws what the reply failed with as it is.
  static <R> R on(Reply<R> reply) {
    try {
      return reply.join();
    } catch (CompletionException e) {
      throw Waiting.<RuntimeException>asItIs(e.getCause() == null ? e : e.getCause());
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // lets a checked one through
  private static <E extends Throwable> E asItIs(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
