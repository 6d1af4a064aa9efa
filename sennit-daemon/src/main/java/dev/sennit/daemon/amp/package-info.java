/// The demonstration commands of AMP, which `sennit serve` answers where `[amp]` listens.
@NullMarked
package dev.sennit.daemon.amp;

import org.jspecify.annotations.NullMarked;
