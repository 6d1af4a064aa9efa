package dev.sennit.ident.forward;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.wire.IdentQuery;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;

/// Says whose connection it is that this machine translates for another: what the kernel's table of
/// translations knows.
@FunctionalInterface
public interface InsideLookup {

  /// Who is behind a translated connection.
  sealed interface Inside {
    /// Another machine.
    ///
    /// @param address its address
    /// @param query what to ask it: its own port first
    record Host(InetAddress address, IdentQuery query) implements Inside {}

    /// This machine: its own connections are translated too.
    ///
    /// @param connection the connection before the translation
    record Local(IdentConnection connection) implements Inside {}
  }

  /// Knows of no translations.
  InsideLookup NONE = _ -> Optional.empty();

  /// Looks the connection up. May block.
  ///
  /// @return nothing if it is not translated
  /// @throws IOException if that cannot be told now
  Optional<Inside> find(IdentConnection connection) throws IOException;
}
