/// Addresses, limits, timeouts, TLS, and what every server and client have in common.
package dev.sennit.net;
