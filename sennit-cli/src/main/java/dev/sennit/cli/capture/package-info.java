/// What a packet capture holds of TCP connections, in the order in which it was sent.
@NullMarked
package dev.sennit.cli.capture;

import org.jspecify.annotations.NullMarked;
