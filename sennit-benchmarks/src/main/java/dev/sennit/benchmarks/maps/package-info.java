/// Sennit's map server beside a minimal server in C and Twisted's, asked by Postfix's own `postmap`
/// and by a load generator.
@NullMarked
package dev.sennit.benchmarks.maps;

import org.jspecify.annotations.NullMarked;
