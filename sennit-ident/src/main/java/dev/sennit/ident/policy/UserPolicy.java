package dev.sennit.ident.policy;

import dev.sennit.ident.IdentConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A user's own file: what they want to be told. Of the wishes that match, the last counts.
///
/// @param wishes in the order of the file
public record UserPolicy(List<Wish> wishes) {
  /// No wishes.
  public static final UserPolicy NONE = new UserPolicy(List.of());

  /// What a user wants for some connections.
  ///
  /// @param filter which; [Filter#ALL] for `global`
  /// @param statement what
  public record Wish(Filter filter, Statement statement) {}

  /// Copies the list.
  public UserPolicy {
    wishes = List.copyOf(wishes);
  }

  /// What the user wants for the connection, or null.
  public @Nullable Statement wish(IdentConnection connection) {
    for (int i = wishes.size() - 1; i >= 0; i--) {
      if (wishes.get(i).filter().matches(connection)) {
        return wishes.get(i).statement();
      }
    }
    return null;
  }
}
