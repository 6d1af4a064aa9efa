/// The lines of RFC 1413, as messages.
///
/// ```
/// query  = port "," port CRLF
/// reply  = port "," port ":" "USERID" ":" system [ "," charset ] ":" id CRLF
///        | port "," port ":" "ERROR" ":" word CRLF
/// port   = 1 to 65535, decimal                 ; the first belongs to the machine that is asked
/// system, charset, word = 1 to 64 printable ASCII characters, no blank, no colon
/// id     = 1 to 512 bytes, no NUL, CR or LF
/// ```
///
/// Blanks and tabs may stand around everything but the id, to which they belong.
package dev.sennit.ident.wire;
