package dev.sennit.ident.policy;

import dev.sennit.ident.IdentConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The administrator's file: what each user may do, or must.
///
/// Within a block the last rule that matches counts. A user whose own block has no rule that
/// matches falls to the default block; where that has none either, nothing is allowed, and the real
/// name is told. The rule named `default` inside the default block sets what every later rule of
/// the file starts from.
public final class SystemPolicy {
  /// An empty file, or none: the real name, always.
  public static final SystemPolicy REAL_NAMES = new SystemPolicy(List.of());

  /// The rules of one user, or of all others.
  ///
  /// @param user whose; null for the default block
  /// @param rules in the order of the file
  public record Block(@Nullable User user, List<Rule> rules) {
    /// Copies the list.
    public Block {
      rules = List.copyOf(rules);
    }
  }

  /// A user as a file names them.
  ///
  /// @param text a name or a number
  /// @param uid 0 to 4,294,967,294
  public record User(String text, long uid) {}

  /// What holds for some connections.
  ///
  /// @param filter which; [Filter#ALL] for the rule named `default`
  /// @param directives one or more, in the order of the file
  public record Rule(Filter filter, List<Directive> directives) {
    /// Copies the list.
    public Rule {
      directives = List.copyOf(directives);
    }
  }

  private record Settled(Filter filter, Grant grant) {}

  private final List<Block> blocks;
  private final Map<Long, List<Settled>> users = new HashMap<>();
  private final List<Settled> others = new ArrayList<>();

  /// @param blocks in the order of the file: at most one for each user, at most one default
  /// @throws IllegalArgumentException if a user, or the default, has two
  public SystemPolicy(List<Block> blocks) {
    this.blocks = List.copyOf(blocks);
    Set<Capability> seed = Set.of();
    boolean sawDefault = false;
    for (Block block : blocks) {
      User user = block.user();
      List<Settled> target = others;
      if (user != null) {
        target = new ArrayList<>();
        if (users.put(user.uid(), target) != null) {
          throw new IllegalArgumentException("user: " + user.text() + " (expected: one block)");
        }
      } else if (sawDefault) {
        throw new IllegalArgumentException("default: two (expected: one block)");
      }
      sawDefault |= user == null;
      for (Rule rule : block.rules()) {
        Grant grant = Grant.of(seed, rule.directives());
        target.add(new Settled(rule.filter(), grant));
        if (user == null && rule.filter().equals(Filter.ALL)) {
          seed = grant.allowed();
        }
      }
    }
  }

  /// What holds for a connection of the user.
  ///
  /// @param uid its owner
  public Grant grant(long uid, IdentConnection connection) {
    List<Settled> own = users.get(uid);
    Grant grant = own == null ? null : last(own, connection);
    if (grant == null) {
      grant = last(others, connection);
    }
    return grant == null ? Grant.NONE : grant;
  }

  private static @Nullable Grant last(List<Settled> rules, IdentConnection connection) {
    for (int i = rules.size() - 1; i >= 0; i--) {
      if (rules.get(i).filter().matches(connection)) {
        return rules.get(i).grant();
      }
    }
    return null;
  }

  /// What it was made of.
  public List<Block> blocks() {
    return blocks;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SystemPolicy policy && blocks.equals(policy.blocks);
  }

  @Override
  public int hashCode() {
    return blocks.hashCode();
  }

  /// How many blocks it has.
  @Override
  public String toString() {
    return "policy of " + blocks.size() + " blocks";
  }
}
