/// Buildbot, spoken from the JVM: a master for unmodified workers, a worker for unmodified masters,
/// and what tells a master of a change. Examples of a whole application over Perspective Broker, in
/// which both sides call each other.
///
/// @see <a href="https://docs.buildbot.net/latest/developer/master-worker.html">Buildbot's manual,
///   Master-Worker API</a>
@NullMarked
package dev.sennit.examples.buildbot;

import org.jspecify.annotations.NullMarked;
