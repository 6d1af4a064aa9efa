/// Connections whose user is not on this machine: hosts behind a NAT, and ident servers inside
/// programs.
///
/// ```java
/// Reading<MasqTable> reading =
///     MasqReader.read("10.0.0.0/24 user3 UNIX\n".getBytes(StandardCharsets.UTF_8), Names.NUMBERS);
/// MasqTable table = reading.orThrow("oidentd_masq.conf");
/// if (table.find(InetAddress.ofLiteral("10.0.0.7")).isEmpty()) {
///   throw new AssertionError("not found");
/// }
/// ```
package dev.sennit.ident.forward;
