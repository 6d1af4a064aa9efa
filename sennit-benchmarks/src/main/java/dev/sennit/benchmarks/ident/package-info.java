/// Who owns a connection, and how fast that is told.
@NullMarked
package dev.sennit.benchmarks.ident;

import org.jspecify.annotations.NullMarked;
