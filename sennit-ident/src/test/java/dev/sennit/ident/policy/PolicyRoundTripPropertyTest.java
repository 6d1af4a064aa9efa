package dev.sennit.ident.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.ident.policy.Statement.Forwarding;
import dev.sennit.ident.policy.Statement.Plain;
import dev.sennit.ident.policy.Statement.Replies;
import dev.sennit.ident.policy.SystemPolicy.Block;
import dev.sennit.ident.policy.SystemPolicy.Rule;
import dev.sennit.ident.policy.SystemPolicy.User;
import dev.sennit.ident.policy.UserPolicy.Wish;
import dev.sennit.net.wire.Octets;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What is written reads back as the same policy.
class PolicyRoundTripPropertyTest {

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void system_anyPolicy_comesBack(@ForAll("systems") SystemPolicy policy) {
    byte[] file = PolicyWriter.write(policy).getBytes(StandardCharsets.US_ASCII);
    Reading<SystemPolicy> reading = PolicyReader.system(file, Names.NUMBERS);
    assertThat(reading.faults()).isEmpty();
    assertThat(reading.value()).isEqualTo(policy);
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void user_anyPolicy_comesBack(@ForAll("users") UserPolicy policy) {
    byte[] file = PolicyWriter.write(policy).getBytes(StandardCharsets.US_ASCII);
    Reading<UserPolicy> reading = PolicyReader.user(file, Names.NUMBERS);
    assertThat(reading.faults()).isEmpty();
    assertThat(reading.value()).isEqualTo(policy);
  }

  @Provide
  Arbitrary<SystemPolicy> systems() {
    Arbitrary<List<Rule>> rules =
        Combinators.combine(filters(), directives().list().ofMinSize(1).ofMaxSize(4))
            .as(Rule::new)
            .list()
            .ofMinSize(1)
            .ofMaxSize(4);
    Arbitrary<Block> block =
        Combinators.combine(Arbitraries.longs().between(0, 0xffff_fffeL).injectNull(0.2), rules)
            .as((uid, list) ->
                new Block(uid == null ? null : new User(String.valueOf(uid), uid), list));
    return block
        .list()
        .ofMaxSize(4)
        .uniqueElements(one -> String.valueOf(one.user()))
        .map(SystemPolicy::new);
  }

  @Provide
  Arbitrary<UserPolicy> users() {
    Arbitrary<Statement> plain =
        Arbitraries.of(
                Capability.HIDE, Capability.NUMERIC, Capability.RANDOM, Capability.RANDOM_NUMERIC)
            .map(Plain::new);
    return Combinators.combine(
            filters(), Arbitraries.oneOf(plain, replies(Replies.MAX_USER), forwards()))
        .as(Wish::new)
        .list()
        .ofMaxSize(5)
        .map(UserPolicy::new);
  }

  private static Arbitrary<Filter> filters() {
    Arbitrary<PortRange> ports =
        Combinators.combine(
                Arbitraries.integers().between(1, 65_535),
                Arbitraries.integers().between(1, 65_535))
            .as((a, b) -> new PortRange(Math.min(a, b), Math.max(a, b)));
    return Combinators.combine(
            hosts().injectNull(0.5),
            ports.injectNull(0.5),
            hosts().injectNull(0.5),
            ports.injectNull(0.5))
        .as(Filter::new);
  }

  private static Arbitrary<HostPattern> hosts() {
    return Arbitraries.of("192.0.2.1", "127.0.0.1", "::1", "2001:db8::7")
        .map(text -> new HostPattern(text, List.of(InetAddress.ofLiteral(text))));
  }

  private static Arbitrary<Directive> directives() {
    Arbitrary<Capability> capabilities = Arbitraries.of(Capability.class);
    Arbitrary<Statement> plain = capabilities.filter(c -> c != Capability.FORWARD).map(Plain::new);
    return Arbitraries.oneOf(
        capabilities.map(Directive.Allow::new),
        capabilities.map(Directive.Deny::new),
        Arbitraries.oneOf(plain, replies(Replies.MAX_SYSTEM), forwards())
            .map(Directive.Force::new));
  }

  private static Arbitrary<Statement> replies(int most) {
    Arbitrary<Octets> text =
        Arbitraries.bytes()
            .filter(b -> b != 0 && b != '\r' && b != '\n')
            .list()
            .ofMinSize(1)
            .ofMaxSize(20)
            .map(list -> {
              byte[] bytes = new byte[list.size()];
              for (int i = 0; i < bytes.length; i++) {
                bytes[i] = list.get(i);
              }
              return Octets.giveUp(bytes);
            });
    return text.list()
        .ofMinSize(1)
        .ofMaxSize(Math.min(most, 6))
        .map(ArrayList::new)
        .map(Replies::new);
  }

  private static Arbitrary<Statement> forwards() {
    return Combinators.combine(hosts(), Arbitraries.integers().between(1, 65_535))
        .as((host, port) -> new Forwarding(host.text(), host.addresses().getFirst(), port));
  }
}
