/// The other programs, one class each: how to start them, ask them and stop them.
@NullMarked
package dev.sennit.interop.peer;

import org.jspecify.annotations.NullMarked;
