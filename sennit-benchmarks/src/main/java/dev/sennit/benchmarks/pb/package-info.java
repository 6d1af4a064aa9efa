/// Perspective Broker beside Twisted and beside Java's own RMI.
@org.jspecify.annotations.NullMarked
package dev.sennit.benchmarks.pb;
