/// The configuration file: TOML in, immutable records or all its mistakes out.
@NullMarked
package dev.sennit.daemon.config;

import org.jspecify.annotations.NullMarked;
