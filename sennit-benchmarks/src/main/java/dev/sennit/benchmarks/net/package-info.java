/// JMH benchmarks of what all rooms stand on. The benchmarks of a room's readers and writers go
/// into a package named after the room.
@NullMarked
package dev.sennit.benchmarks.net;

import org.jspecify.annotations.NullMarked;
