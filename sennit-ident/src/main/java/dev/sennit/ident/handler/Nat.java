package dev.sennit.ident.handler;

import dev.sennit.ident.forward.InsideLookup;
import dev.sennit.ident.forward.MasqTable;
import java.util.function.Supplier;

/// What is done about connections that this machine translates.
///
/// @param lookup finds the machine inside
/// @param table what is told of machines inside
/// @param forwardPort the port at which machines inside are asked, 1 to 65535; 0 if they are not
/// @param tableFirst whether the table counts before a machine is asked, and not only if that fails
public record Nat(
    InsideLookup lookup, Supplier<MasqTable> table, int forwardPort, boolean tableFirst) {
  /// Nothing is translated.
  public static final Nat NONE = new Nat(InsideLookup.NONE, () -> MasqTable.EMPTY, 0, false);

  /// @throws IllegalArgumentException if the port is out of its range
  public Nat {
    if (forwardPort < 0 || forwardPort > 65_535) {
      throw new IllegalArgumentException("port: " + forwardPort + " (expected: 0 to 65535)");
    }
  }
}
