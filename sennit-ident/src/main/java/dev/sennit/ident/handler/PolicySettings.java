package dev.sennit.ident.handler;

import dev.sennit.ident.forward.Forwarder;
import dev.sennit.ident.policy.SystemPolicy;
import dev.sennit.ident.policy.UserFiles;
import dev.sennit.ident.registry.IdentRegistry;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Everything that can be set of a [PolicyIdentHandler].
record PolicySettings(
    Supplier<SystemPolicy> policy,
    @Nullable UserFiles files,
    @Nullable IdentRegistry registry,
    Duration hold,
    Nat nat,
    @Nullable Forwarder forwarder,
    IdStyle style,
    Wording wording,
    Consumer<Disclosure> audit) {

  static PolicySettings defaults(Consumer<Disclosure> audit) {
    return new PolicySettings(
        () -> SystemPolicy.REAL_NAMES,
        null,
        null,
        Duration.ZERO,
        Nat.NONE,
        null,
        IdStyle.Real.NAME,
        Wording.defaults(),
        audit);
  }

  PolicySettings policy(Supplier<SystemPolicy> changed) {
    return new PolicySettings(
        changed, files, registry, hold, nat, forwarder, style, wording, audit);
  }

  PolicySettings files(UserFiles changed) {
    return new PolicySettings(
        policy, changed, registry, hold, nat, forwarder, style, wording, audit);
  }

  PolicySettings nat(Nat changed) {
    return new PolicySettings(
        policy, files, registry, hold, changed, forwarder, style, wording, audit);
  }

  PolicySettings forwarder(Forwarder changed) {
    return new PolicySettings(policy, files, registry, hold, nat, changed, style, wording, audit);
  }

  PolicySettings style(IdStyle changed) {
    return new PolicySettings(
        policy, files, registry, hold, nat, forwarder, changed, wording, audit);
  }

  PolicySettings wording(Wording changed) {
    return new PolicySettings(policy, files, registry, hold, nat, forwarder, style, changed, audit);
  }

  PolicySettings audit(Consumer<Disclosure> changed) {
    return new PolicySettings(
        policy, files, registry, hold, nat, forwarder, style, wording, changed);
  }

  PolicySettings registry(IdentRegistry changed, Duration longest) {
    return new PolicySettings(
        policy, files, changed, longest, nat, forwarder, style, wording, audit);
  }
}
