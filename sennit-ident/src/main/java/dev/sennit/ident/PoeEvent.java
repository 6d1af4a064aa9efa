package dev.sennit.ident;

import dev.sennit.ident.IdentOutcome.Declined;
import dev.sennit.ident.IdentOutcome.Failed;
import dev.sennit.ident.IdentOutcome.Identified;
import dev.sennit.net.wire.Octets;
import java.util.List;

/// An outcome as Perl's `POE::Component::Client::Ident` tells it, for programs that are moved from
/// there.
///
/// | outcome | name | arguments |
/// |---|---|---|
/// | [Identified] | `ident_client_reply` | the system, with the charset behind a comma; the trimmed id |
/// | [Declined] | `ident_client_error` | the server's word |
/// | [Failed] | `ident_client_error` | `UKNOWN-ERROR`, so misspelt |
///
/// @param name of the event
/// @param request what was asked
/// @param arguments behind the request, in Perl `ARG1` and `ARG2`
public record PoeEvent(String name, IdentRequest request, List<Octets> arguments) {

  /// Copies the arguments.
  public PoeEvent {
    arguments = List.copyOf(arguments);
  }

  /// The event of the outcome.
  public static PoeEvent of(IdentOutcome outcome) {
    return switch (outcome) {
      case Identified(var request, var user) -> {
        String opsys = user.charset() == null ? user.opsys() : user.opsys() + ", " + user.charset();
        yield new PoeEvent(
            "ident_client_reply", request, List.of(Octets.utf8(opsys), user.trimmed()));
      }
      case Declined(var request, var error) -> error(request, error.token());
      case Failed(var request, _, _) -> error(request, "UKNOWN-ERROR");
    };
  }

  private static PoeEvent error(IdentRequest request, String text) {
    return new PoeEvent("ident_client_error", request, List.of(Octets.utf8(text)));
  }
}
