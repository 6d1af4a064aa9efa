package dev.sennit.ident.wire;

/// Where a line has blanks. Every reader should take all of them; some do not.
///
/// | style | query | reply | error |
/// |---|---|---|---|
/// | `RFC` | `6193, 23` | `6193, 23 : USERID : UNIX, UTF-8 : joe` | `6193, 23 : ERROR : NO-USER` |
/// | `COMPACT` | `6193,23` | `6193,23:USERID:UNIX,UTF-8:joe` | `6193,23:ERROR:NO-USER` |
/// | `PIDENTD` | `6193 , 23` | `6193 , 23 : USERID : UNIX , UTF-8 :joe` | `6193 , 23 : ERROR : NO-USER` |
public enum IdentStyle {
  /// As in the examples of RFC 1413, and in Twisted. The blank before the user's name belongs to
  /// the name by the letter of the RFC, and nobody reads it so.
  RFC(", ", " : ", ", ", " : "),
  /// As oidentd: no blanks, so that nothing can be misread.
  COMPACT(",", ":", ",", ":"),
  /// As pidentd: blanks everywhere but before the user's name.
  PIDENTD(" , ", " : ", " , ", " :");

  final String pair;
  final String field;
  final String charset;
  final String beforeId;

  IdentStyle(String pair, String field, String charset, String beforeId) {
    this.pair = pair;
    this.field = field;
    this.charset = charset;
    this.beforeId = beforeId;
  }
}
