/// Tables: a source with the folding, the walk, the checks and the log that make its answers safe
/// to send.
@NullMarked
package dev.sennit.daemon.table;

import org.jspecify.annotations.NullMarked;
