/// Twisted's `trial -j`, spoken from the JVM: a worker that a manager starts among its own, and a
/// manager that drives unmodified workers. Examples of a whole application over AMP that needs no
/// network: manager and worker talk over a pair of pipes, and both of them ask.
///
/// As of Twisted 22.4; later ones send the details of errors and failures as streams.
///
/// Source: `twisted/trial/_dist` in Twisted.
@NullMarked
package dev.sennit.examples.trial;

import org.jspecify.annotations.NullMarked;
