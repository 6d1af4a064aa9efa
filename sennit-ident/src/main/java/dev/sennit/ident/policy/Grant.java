package dev.sennit.ident.policy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an administrator's rules come to for one connection.
///
/// @param allowed what the user may do
/// @param forced what is told whatever the user wants, or null
public record Grant(Set<Capability> allowed, @Nullable Statement forced) {
  /// Nothing is allowed: the real name.
  public static final Grant NONE = new Grant(Set.of(), null);

  /// Makes the set unmodifiable.
  public Grant {
    allowed = Set.copyOf(allowed);
  }

  /// Whether the user may do that.
  public boolean allows(Capability capability) {
    return allowed.contains(capability);
  }

  /// What directives come to, in their order.
  ///
  /// A `force` replaces all that was allowed before it by what it forces, and holds only if no
  /// `allow` or `deny` follows it.
  ///
  /// @param seed what is allowed at the start
  static Grant of(Set<Capability> seed, List<Directive> directives) {
    Set<Capability> allowed = EnumSet.noneOf(Capability.class);
    allowed.addAll(seed);
    Statement forced = null;
    for (Directive directive : directives) {
      forced = null;
      switch (directive) {
        case Directive.Allow(var capability) -> allowed.add(capability);
        case Directive.Deny(var capability) -> allowed.remove(capability);
        case Directive.Force(var statement) -> {
          forced = statement;
          allowed.clear();
          switch (statement) {
            case Statement.Plain(var what) -> allowed.add(what);
            case Statement.Forwarding _ -> allowed.add(Capability.FORWARD);
            case Statement.Replies _ -> {}
          }
        }
      }
    }
    return new Grant(allowed, forced);
  }
}
