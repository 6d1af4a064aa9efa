/// The page of metrics and health.
@NullMarked
package dev.sennit.daemon.inspect;

import org.jspecify.annotations.NullMarked;
