package dev.sennit.ident.wire;

/// What a client may be asked to take from servers that do not keep to RFC 1413.
///
/// Needed for none of: blanks anywhere, lines that end in LF or CR only, empty lines before the
/// reply. These are always taken.
public enum IdentQuirk {
  /// Keywords in lower case: `error : no-user`.
  ANY_CASE,
  /// The backslash of RFC 931: `\x` means x in the name of the system, and in the user's name
  /// unless the system is `OTHER` or a charset is given. The end of such a name is trimmed.
  RFC_931,
  /// A line that the end of the connection ends.
  UNENDED_LINE
}
