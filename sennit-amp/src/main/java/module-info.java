import org.jspecify.annotations.NullMarked;

/// Twisted's Asynchronous Messaging Protocol: typed commands over one connection, both ways.
@NullMarked
module dev.sennit.amp {
  requires transitive dev.sennit.net;

  exports dev.sennit.amp;
  exports dev.sennit.amp.schema;
  exports dev.sennit.amp.wire;
}
