import org.jspecify.annotations.NullMarked;

/// Twisted's Perspective Broker: remote objects, copies and caches of objects, login; server and
/// client.
@NullMarked
module dev.sennit.pb {
  requires transitive dev.sennit.net;

  exports dev.sennit.pb;
  exports dev.sennit.pb.jelly;
  exports dev.sennit.pb.wire;
}
