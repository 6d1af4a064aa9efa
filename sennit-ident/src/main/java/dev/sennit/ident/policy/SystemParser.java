package dev.sennit.ident.policy;

import dev.sennit.ident.policy.Statement.Replies;
import dev.sennit.ident.policy.SystemPolicy.Block;
import dev.sennit.ident.policy.SystemPolicy.Rule;
import dev.sennit.ident.policy.SystemPolicy.User;
import dev.sennit.ident.policy.Words.Kind;
import dev.sennit.ident.policy.Words.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads an administrator's file. After a mistake it goes on at the next place that it understands,
/// so that each mistake is told once.
final class SystemParser {
  private static final long LARGEST_UID = 0xffff_fffeL;
  private static final String CAPABILITY =
      "spoof, spoof_all, spoof_privport, hide, random, random_numeric, numeric or forward";

  private final Words words;
  private final Names names;
  private final FilterParser filters;
  private final List<Block> blocks = new ArrayList<>();
  private final Set<Long> users = new HashSet<>();
  private boolean sawDefault;

  SystemParser(Words words, Names names) {
    this.words = words;
    this.names = names;
    this.filters = new FilterParser(words, names, true);
  }

  /// The policy, of no use if there are faults.
  SystemPolicy parse() {
    while (words.peek().kind() != Kind.END) {
      Word word = words.take();
      if (word.is("default")) {
        if (sawDefault) {
          words.fault(word, "one default block");
        }
        List<Rule> rules = block();
        if (!sawDefault) {
          blocks.add(new Block(null, rules));
        }
        sawDefault = true;
      } else if (word.is("user")) {
        User user = user();
        List<Rule> rules = block();
        if (user != null) {
          blocks.add(new Block(user, rules));
        }
      } else {
        words.fault(word, "default or user");
        skipToBlock(word);
      }
    }
    return new SystemPolicy(blocks);
  }

  private void skipToBlock(Word first) {
    int depth = first.kind() == Kind.OPEN ? 1 : 0;
    while (words.peek().kind() != Kind.END) {
      Word next = words.peek();
      if (depth <= 0 && (next.is("default") || next.is("user"))) {
        return;
      }
      depth += next.kind() == Kind.OPEN ? 1 : next.kind() == Kind.CLOSE ? -1 : 0;
      words.take();
    }
  }

  private @Nullable User user() {
    Word word = filters.string("the name or number of a user");
    if (word == null) {
      if (words.peek().kind() == Kind.KEYWORD) {
        words.take();
      }
      return null;
    }
    if (word.broken()) {
      return null;
    }
    OptionalLong uid = names.uid(word.text());
    if (uid.isEmpty() && word.text().matches("[0-9]{1,10}")) {
      uid = OptionalLong.of(Long.parseLong(word.text()));
    }
    if (uid.isEmpty() || uid.getAsLong() > LARGEST_UID) {
      words.fault(word, "the name or number of a user");
      return null;
    }
    if (!users.add(uid.getAsLong())) {
      words.fault(word, "one block for each user");
      return null;
    }
    return new User(word.text(), uid.getAsLong());
  }

  private List<Rule> block() {
    List<Rule> rules = new ArrayList<>();
    if (!open()) {
      return rules;
    }
    boolean none = true;
    while (true) {
      Word word = words.peek();
      if (word.kind() == Kind.CLOSE || word.kind() == Kind.END) {
        if (none || word.kind() == Kind.END) {
          words.fault(word, none ? "default, to, fport, from or lport" : "}");
        }
        words.take();
        return rules;
      }
      none = false;
      rule(word, rules);
    }
  }

  private void rule(Word word, List<Rule> rules) {
    Filter filter = null;
    if (word.is("default")) {
      words.take();
      filter = Filter.ALL;
    } else if (filters.isNext()) {
      filter = filters.filters();
    } else {
      words.fault(word, "default, to, fport, from, lport or }");
      skipToRule();
      if (words.peek().kind() != Kind.OPEN) {
        return;
      }
    }
    List<Directive> directives = directives();
    if (filter != null && !directives.isEmpty()) {
      rules.add(new Rule(filter, directives));
    }
  }

  private void skipToRule() {
    while (true) {
      Word next = words.peek();
      boolean known = next.kind() != Kind.STRING && next.kind() != Kind.KEYWORD;
      if (known || next.is("default") || filters.isNext()) {
        return;
      }
      words.take();
    }
  }

  /// Takes an opening brace; without one, all up to it.
  private boolean open() {
    if (words.peek().kind() == Kind.OPEN) {
      words.take();
      return true;
    }
    words.fault(words.peek(), "{");
    while (words.peek().kind() == Kind.STRING) {
      words.take();
    }
    if (words.peek().kind() == Kind.OPEN) {
      words.take();
      return true;
    }
    return false;
  }

  private List<Directive> directives() {
    List<Directive> directives = new ArrayList<>();
    if (!open()) {
      return directives;
    }
    boolean none = true;
    while (true) {
      Word word = words.peek();
      if (word.kind() == Kind.CLOSE || word.kind() == Kind.END) {
        if (none || word.kind() == Kind.END) {
          words.fault(word, none ? "allow, deny or force" : "}");
        }
        words.take();
        return directives;
      }
      none = false;
      Directive directive = directive(words.take());
      if (directive != null) {
        directives.add(directive);
      }
    }
  }

  private @Nullable Directive directive(Word verb) {
    if (verb.is("force")) {
      Statement statement = forced();
      return statement == null ? null : new Directive.Force(statement);
    }
    if (verb.is("allow") || verb.is("deny")) {
      Word word = words.peek();
      Capability capability = word.kind() == Kind.KEYWORD ? Capability.ofWord(word.text()) : null;
      if (capability == null) {
        words.fault(word, CAPABILITY);
        skipToDirective();
        return null;
      }
      words.take();
      return verb.is("allow") ? new Directive.Allow(capability) : new Directive.Deny(capability);
    }
    words.fault(verb, "allow, deny, force or }");
    skipToDirective();
    return null;
  }

  private @Nullable Statement forced() {
    Word word = words.peek();
    Capability capability = word.kind() == Kind.KEYWORD ? Capability.ofWord(word.text()) : null;
    if (word.is("reply")) {
      words.take();
      return filters.replies(Replies.MAX_SYSTEM, false);
    }
    if (capability == Capability.FORWARD) {
      words.take();
      return filters.forwarding();
    }
    if (capability == null) {
      words.fault(word, "hide, numeric, random, random_numeric, reply or forward");
      skipToDirective();
      return null;
    }
    words.take();
    return new Statement.Plain(capability);
  }

  private void skipToDirective() {
    int depth = 0;
    while (words.peek().kind() != Kind.END) {
      Word next = words.peek();
      boolean verb = next.is("allow") || next.is("deny") || next.is("force");
      if (depth == 0 && (verb || next.kind() == Kind.CLOSE)) {
        return;
      }
      depth += next.kind() == Kind.OPEN ? 1 : next.kind() == Kind.CLOSE ? -1 : 0;
      words.take();
    }
  }
}
