/// Channels, loops, clocks and threads: the only place that knows them. For the rooms, not for
/// users.
package dev.sennit.net.runtime;
