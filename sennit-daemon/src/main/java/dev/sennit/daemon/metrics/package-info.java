/// Counters and timers for Prometheus; nothing of them is loaded unless the configuration asks.
@NullMarked
package dev.sennit.daemon.metrics;

import org.jspecify.annotations.NullMarked;
