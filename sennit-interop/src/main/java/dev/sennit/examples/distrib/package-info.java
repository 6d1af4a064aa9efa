/// Twisted's distributed web (`twisted.web.distrib`), spoken from the JVM in both roles: pages for
/// a Twisted web server to show, and a web server that shows the pages of a Twisted one.
///
/// @see <a href="https://github.com/twisted/twisted/blob/trunk/src/twisted/web/distrib.py">
///   twisted/web/distrib.py</a>
@NullMarked
package dev.sennit.examples.distrib;

import org.jspecify.annotations.NullMarked;
