package dev.sennit.ident.wire;

/// How a server takes queries that are not quite those of RFC 1413. Blanks, tabs and any kind of
/// line end are taken in all cases.
///
/// | query | `STRICT` | `USUAL` | `LENIENT` |
/// |---|---|---|---|
/// | `0,5` `-1,5` `70000,5` | invalid port | invalid port | invalid port |
/// | `+1,2` `000001,2` | invalid port | as `1,2` | as `1,2` |
/// | `1.5,2` `0x10,2` | invalid port, as 0 | no query | no query |
/// | `1,2,3` `1,2 junk` | no query | no query | as `1,2` |
/// | `1 2` `abc` | no query | no query | no query |
public enum IdentTolerance {
  /// By the letter of RFC 1413.
  STRICT,
  /// As Twisted's and most servers.
  USUAL,
  /// As oidentd and pidentd: what follows the second number is not looked at.
  LENIENT
}
