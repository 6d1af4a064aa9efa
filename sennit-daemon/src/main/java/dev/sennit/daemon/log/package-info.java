/// The daemon's log: lines for people, or JSON for machines, on standard error.
@NullMarked
package dev.sennit.daemon.log;

import org.jspecify.annotations.NullMarked;
