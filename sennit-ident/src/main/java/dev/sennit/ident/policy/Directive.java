package dev.sennit.ident.policy;

/// One line of an administrator's rule.
public sealed interface Directive {

  /// Grants a capability.
  record Allow(Capability capability) implements Directive {}

  /// Takes a capability away.
  record Deny(Capability capability) implements Directive {}

  /// Decides, without asking the user.
  record Force(Statement statement) implements Directive {}
}
