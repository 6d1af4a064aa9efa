/// Sennit beside programs of other people: Postfix and its `postmap`, Twisted, PostgreSQL.
///
/// Every program runs on loopback, on free ports, in a directory of its own, and is stopped by its
/// process id, also when a test fails.
@NullMarked
package dev.sennit.interop;

import org.jspecify.annotations.NullMarked;
