package dev.sennit.pb.jelly;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Python's `frozenset`. Immutable; here it never equals a plain set.
public final class PbFrozenSet implements Iterable<@Nullable Object> {
  private final Set<@Nullable Object> members;
  private boolean finished;
  int weight; // values in it, if it is known to be fit for a key; else 0
  private int hash; // if that is known, and this was asked for; else 0

  /// To be filled before anybody sees it.
  PbFrozenSet() {
    this.members = new LinkedHashSet<>();
  }

  private PbFrozenSet(Collection<? extends @Nullable Object> members) {
    this.members = new LinkedHashSet<>(members);
    this.finished = true;
  }

  /// A set of these, which may repeat.
  public static PbFrozenSet of(@Nullable Object... members) {
    return new PbFrozenSet(java.util.Arrays.asList(members));
  }

  /// A set of what the collection holds.
  public static PbFrozenSet copyOf(Collection<? extends @Nullable Object> members) {
    return new PbFrozenSet(members);
  }

  /// Adds a member.
  ///
  /// @return whether it was none yet
  boolean fill(@Nullable Object member) {
    return members.add(member);
  }

  void finish() {
    finished = true;
  }

  boolean isFinished() {
    return finished;
  }

  /// How many members there are.
  public int size() {
    return members.size();
  }

  /// Whether this is a member.
  public boolean contains(@Nullable Object member) {
    return members.contains(member);
  }

  /// The members, in the order in which they came, which cannot be changed.
  public Set<@Nullable Object> asSet() {
    return Collections.unmodifiableSet(members);
  }

  @Override
  public Iterator<@Nullable Object> iterator() {
    return asSet().iterator();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PbFrozenSet set && members.equals(set.members);
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = members.hashCode() + 1;
      hash = weight == 0 ? 0 : known;
    }
    return known;
  }

  @Override
  public String toString() {
    return "frozenset(" + members + ")";
  }
}
