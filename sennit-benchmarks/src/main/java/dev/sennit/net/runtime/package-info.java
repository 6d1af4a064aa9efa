/// Benchmarks that must stand in the package of what they measure.
package dev.sennit.net.runtime;
