/// The grammar of RFC 1413.
package dev.sennit.ident.wire;
