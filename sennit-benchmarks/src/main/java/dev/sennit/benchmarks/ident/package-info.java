/// The ident server beside oidentd and a minimal one in C.
@org.jspecify.annotations.NullMarked
package dev.sennit.benchmarks.ident;
