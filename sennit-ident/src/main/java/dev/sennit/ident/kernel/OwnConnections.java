package dev.sennit.ident.kernel;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import dev.sennit.ident.kernel.KernelAnswer.Reason;
import dev.sennit.ident.kernel.KernelAnswer.Unowned;
import dev.sennit.ident.kernel.SelfTest.Check;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// Tries a lookup with connections whose owner is known: ourselves.
final class OwnConnections {
  private final String lookupName;
  private final OwnerLookup lookup;
  private final long uid;
  private final List<Check> checks = new ArrayList<>();

  private OwnConnections(String lookupName, OwnerLookup lookup, long uid) {
    this.lookupName = lookupName;
    this.lookup = lookup;
    this.uid = uid;
  }

  /// Looks up both ends of a connection over IPv4 and of one over IPv6, and two that are not there.
  ///
  /// @param uid whose connections the ones made here are
  static List<Check> check(String lookupName, OwnerLookup lookup, long uid) {
    OwnConnections all = new OwnConnections(lookupName, lookup, uid);
    all.check("ipv4", new byte[] {127, 0, 0, 1});
    byte[] loopback6 = new byte[16];
    loopback6[15] = 1;
    all.check("ipv6", loopback6);
    return all.checks;
  }

  private void check(String family, byte[] address) {
    String name = lookupName + "-" + family;
    try (LoopbackProbe probe = LoopbackProbe.connect(InetAddress.getByAddress(address))) {
      owned(name, "our end of a connection to ourselves", probe.calling());
      owned(name + "-accepted", "the other end of it", probe.called());
      unowned(name + "-listener", probe.listening());
    } catch (IOException e) {
      checks.add(Check.skipped(name, "no connection to ourselves can be made: " + e.getMessage()));
    }
  }

  private void owned(String name, String what, IdentConnection connection) {
    checks.add(
        switch (lookup.find(connection)) {
          case Owned(var owner, var inode, _, _, _) when owner == uid && inode != 0 ->
              Check.passed(name, what + " belongs to user " + uid + ", as it should");
          case Owned(var owner, var inode, _, _, _) ->
              Check.failed(
                  name,
                  what
                      + ": user "
                      + owner
                      + ", inode "
                      + inode
                      + " (expected: user "
                      + uid
                      + " and an inode)");
          case KernelAnswer other ->
              Check.failed(name, what + ": " + say(other) + " (expected: user " + uid + ")");
        });
  }

  private void unowned(String name, IdentConnection connection) {
    checks.add(
        switch (lookup.find(connection)) {
          case Unowned(var reason)
              when reason == Reason.LISTENER_ONLY || reason == Reason.NO_SUCH_CONNECTION ->
              Check.passed(name, "a connection that is not there has no owner, as it should");
          case KernelAnswer other ->
              Check.failed(
                  name, "a connection that is not there: " + say(other) + " (expected: no owner)");
        });
  }

  private static String say(KernelAnswer answer) {
    return switch (answer) {
      case Owned(var owner, _, _, _, _) -> "user " + owner;
      case Unowned(var reason) -> reason.toString();
      case KernelAnswer.Failed(var problem) -> problem;
    };
  }
}
