/// Where the values of a table come from.
///
/// | source                                          | holds                            | may block |
/// |-------------------------------------------------|----------------------------------|-----------|
/// | [dev.sennit.daemon.source.StaticSource]         | entries of the configuration     | no        |
/// | [dev.sennit.daemon.source.FileSource]           | `key value` text, in memory      | no        |
/// | [dev.sennit.daemon.source.RegexSource]          | patterns, in memory              | no        |
/// | [dev.sennit.daemon.source.SqlSource]            | nothing: asks a database         | yes       |
/// | [dev.sennit.daemon.source.ChainSource]          | other sources                    | as they   |
/// | [dev.sennit.daemon.source.CachedSource]         | answers of one other source      | as it     |
@NullMarked
package dev.sennit.daemon.source;

import org.jspecify.annotations.NullMarked;
