package dev.sennit.ident.policy;

import dev.sennit.ident.policy.Statement.Replies;
import dev.sennit.ident.policy.UserPolicy.Wish;
import dev.sennit.ident.policy.Words.Kind;
import dev.sennit.ident.policy.Words.Word;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a user's file.
final class UserParser {
  private static final Set<Capability> WISHES =
      EnumSet.of(Capability.HIDE, Capability.NUMERIC, Capability.RANDOM, Capability.RANDOM_NUMERIC);

  private final Words words;
  private final FilterParser filters;

  UserParser(Words words, Names names) {
    this.words = words;
    this.filters = new FilterParser(words, names, false);
  }

  /// How many of the faults only leave something out.
  int leftOut() {
    return filters.leftOut();
  }

  /// The policy, of no use if there are faults that do not only leave something out.
  UserPolicy parse() {
    List<Wish> wishes = new ArrayList<>();
    while (words.peek().kind() != Kind.END) {
      Filter filter = null;
      if (words.peek().is("global")) {
        words.take();
        filter = Filter.ALL;
      } else if (filters.isNext()) {
        filter = filters.filters();
      } else {
        words.fault(words.take(), "global, to, fport, from or lport");
        skipToWish();
        continue;
      }
      Statement statement = braced();
      if (filter != null && statement != null) {
        wishes.add(new Wish(filter, statement));
      }
    }
    return new UserPolicy(wishes);
  }

  private void skipToWish() {
    while (words.peek().kind() != Kind.END && !words.peek().is("global") && !filters.isNext()) {
      words.take();
    }
  }

  private @Nullable Statement braced() {
    if (words.peek().kind() != Kind.OPEN) {
      words.fault(words.peek(), "{");
      skipToWish();
      return null;
    }
    words.take();
    Statement statement = statement();
    Word close = words.peek();
    if (close.kind() == Kind.CLOSE) {
      words.take();
    } else {
      words.fault(close, "}: one statement for each range");
      skipToWish();
    }
    return statement;
  }

  private @Nullable Statement statement() {
    Word word = words.peek();
    Capability capability = word.kind() == Kind.KEYWORD ? Capability.ofWord(word.text()) : null;
    if (word.is("reply")) {
      words.take();
      return filters.replies(Replies.MAX_USER, true);
    }
    if (capability == Capability.FORWARD) {
      words.take();
      return filters.forwarding();
    }
    if (capability == null || !WISHES.contains(capability)) {
      words.fault(word, "hide, numeric, random, random_numeric, reply or forward");
      if (word.kind() != Kind.CLOSE && word.kind() != Kind.END) {
        words.take();
      }
      return null;
    }
    words.take();
    return new Statement.Plain(capability);
  }
}
