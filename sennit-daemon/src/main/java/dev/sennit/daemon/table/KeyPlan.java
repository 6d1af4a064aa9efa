package dev.sennit.daemon.table;

import dev.sennit.net.wire.Octets;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Which keys a table asks its source for, given the one that the client sent.
///
/// @param fold makes upper and lower case the same, or leaves the key alone
/// @param walk the folded key and its partial keys, in the order they are tried
public record KeyPlan(UnaryOperator<Octets> fold, Function<Octets, List<Octets>> walk) {
  /// The key, as it is.
  public static final KeyPlan EXACT = new KeyPlan(UnaryOperator.identity(), List::of);

  /// The keys to try, in order.
  List<Octets> of(Octets key) {
    return walk.apply(fold.apply(key));
  }

  /// The key under which a value is stored.
  Octets folded(Octets key) {
    return fold.apply(key);
  }
}
