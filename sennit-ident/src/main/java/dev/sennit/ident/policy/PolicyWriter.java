package dev.sennit.ident.policy;

import dev.sennit.net.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Writes a policy so that [PolicyReader] reads the same one back: to show what is in force.
public final class PolicyWriter {
  private final StringBuilder text = new StringBuilder();

  private PolicyWriter() {}

  /// An administrator's file, in ASCII.
  public static String write(SystemPolicy policy) {
    PolicyWriter writer = new PolicyWriter();
    for (SystemPolicy.Block block : policy.blocks()) {
      SystemPolicy.User user = block.user();
      writer.text.append(user == null ? "default" : "user " + quote(user.text())).append(" {\n");
      for (SystemPolicy.Rule rule : block.rules()) {
        writer.text.append("  ");
        writer.filter(rule.filter(), "default");
        writer.text.append(" {\n");
        rule.directives().forEach(writer::directive);
        writer.text.append("  }\n");
      }
      writer.text.append("}\n");
    }
    return writer.text.toString();
  }

  /// A user's file, in ASCII.
  public static String write(UserPolicy policy) {
    PolicyWriter writer = new PolicyWriter();
    for (UserPolicy.Wish wish : policy.wishes()) {
      writer.filter(wish.filter(), "global");
      writer.text.append(" { ");
      writer.statement(wish.statement());
      writer.text.append(" }\n");
    }
    return writer.text.toString();
  }

  private void filter(Filter filter, String all) {
    if (filter.equals(Filter.ALL)) {
      text.append(all);
      return;
    }
    StringBuilder parts = new StringBuilder();
    HostPattern to = filter.to();
    if (to != null) {
      parts.append(" to ").append(quote(to.text()));
    }
    if (filter.fport() != null) {
      parts.append(" fport ").append(filter.fport());
    }
    HostPattern from = filter.from();
    if (from != null) {
      parts.append(" from ").append(quote(from.text()));
    }
    if (filter.lport() != null) {
      parts.append(" lport ").append(filter.lport());
    }
    text.append(parts, 1, parts.length());
  }

  private void directive(Directive directive) {
    text.append("    ");
    switch (directive) {
      case Directive.Allow(var capability) -> text.append("allow ").append(capability.word());
      case Directive.Deny(var capability) -> text.append("deny ").append(capability.word());
      case Directive.Force(var statement) -> {
        text.append("force ");
        statement(statement);
      }
    }
    text.append('\n');
  }

  private void statement(Statement statement) {
    switch (statement) {
      case Statement.Plain(var what) -> text.append(what.word());
      case Statement.Replies(var texts) -> {
        text.append("reply");
        for (Octets reply : texts) {
          text.append(' ').append(quote(new String(reply.toBytes(), StandardCharsets.ISO_8859_1)));
        }
      }
      case Statement.Forwarding(var host, _, var port) ->
          text.append("forward ").append(quote(host)).append(' ').append(port);
    }
  }

  private static String quote(String string) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        quoted.append(c);
      } else {
        quoted.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
      }
    }
    return quoted.append('"').toString();
  }
}
