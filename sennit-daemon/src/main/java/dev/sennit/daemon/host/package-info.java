/// The machine under the daemon: signals, systemd, directories.
@NullMarked
package dev.sennit.daemon.host;

import org.jspecify.annotations.NullMarked;
