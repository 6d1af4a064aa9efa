/// AMP beside Twisted, a minimal server in C, and gRPC.
@org.jspecify.annotations.NullMarked
package dev.sennit.benchmarks.amp;
