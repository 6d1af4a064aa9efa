package dev.sennit.amp;

import dev.sennit.net.Descriptor;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;

/// `Descriptor`: an open file, which goes beside the bytes of a UNIX socket.
///
/// Source: `Descriptor` in Twisted's `twisted/protocols/amp.py`.
final class DescriptorType implements AmpType<Descriptor> {

  @Override
  public Octets encode(Descriptor value, AmpConnection connection) {
    if (connection instanceof AmpLine line) {
      return line.descriptors().send(value);
    }
    throw new IllegalArgumentException("descriptor: " + value + " (expected: a UNIX socket)");
  }

  @Override
  public Descriptor decode(Octets bytes, AmpConnection connection) {
    if (connection instanceof AmpLine line) {
      return line.descriptors().take(bytes);
    }
    throw new ProtocolException("descriptor: " + bytes + " (expected: a UNIX socket)");
  }
}
