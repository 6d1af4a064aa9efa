/// The two wires of Postfix's network maps, and the messages that both carry.
///
/// # tcp_table
///
/// ```
/// request = "get" SP key LF | "put" SP key SP value LF
/// reply   = digit digit digit SP text LF        ; 2xx the value, 5xx no such key, 4xx cannot say
/// key, value, text = bytes without blanks, controls and bytes over 7E, which stand as "%" hex hex
/// ```
///
/// # socketmap
///
/// ```
/// request = netstring(name SP key)
/// reply   = netstring("OK " value | "NOTFOUND " | "TEMP " reason | "TIMEOUT " reason | "PERM " reason)
/// netstring(bytes) = decimal length ":" bytes ","
/// ```
package dev.sennit.maps.wire;
