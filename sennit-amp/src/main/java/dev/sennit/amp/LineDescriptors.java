package dev.sennit.amp;

import dev.sennit.amp.wire.IntegerText;
import dev.sennit.net.Descriptor;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;

/// The open files that go along with the boxes of one connection. In a box stands only how many
/// went before it in that direction: 0, 1, 2, ...
final class LineDescriptors {
  private final AmpLine line;
  private final int most;
  private long sent;

  /// @param most how many may wait to be sent
  LineDescriptors(AmpLine line, int most) {
    this.line = line;
    this.most = most;
  }

  /// Sends a copy of a descriptor, with the next byte that goes out: so before the end of the box
  /// that is being made.
  ///
  /// @return what the box says of it
  /// @throws IllegalArgumentException if the connection carries none, or it cannot be copied
  synchronized Octets send(Descriptor descriptor) {
    var carrier = line.carrier();
    if (carrier == null) {
      throw new IllegalArgumentException(
          "descriptor: " + line + " carries none (expected: a UNIX socket with epoll, in clear)");
    }
    if (carrier.descriptorsWaiting() >= most) {
      throw new RejectedExecutionException(
          line + ": descriptors: " + most + " wait to be sent (expected: fewer)");
    }
    try {
      carrier.send(descriptor.duplicate());
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage() + " (expected: an open descriptor)", e);
    }
    return IntegerText.of(sent++);
  }

  /// Claims a descriptor that has come.
  ///
  /// @throws ProtocolException if there is none of this number, or it is claimed already
  Descriptor take(Octets ordinal) {
    Descriptor taken = line.arrived().take(IntegerText.toLong(ordinal));
    if (taken == null) {
      throw new ProtocolException(
          "descriptor: " + ordinal + " (expected: one that has come and is not claimed)");
    }
    return taken;
  }
}
