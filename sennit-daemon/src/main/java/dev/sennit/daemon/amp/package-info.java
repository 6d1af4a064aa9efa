/// The demonstration commands of AMP, which `sennit serve` answers where `[amp]` listens, and the
/// certificate that it shows.
@NullMarked
package dev.sennit.daemon.amp;

import org.jspecify.annotations.NullMarked;
