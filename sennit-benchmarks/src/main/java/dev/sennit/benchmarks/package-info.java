/// What every comparison with other programs needs: processes that are always stopped, samples of
/// several rounds, a table with verdicts.
@NullMarked
package dev.sennit.benchmarks;

import org.jspecify.annotations.NullMarked;
