import org.jspecify.annotations.NullMarked;

/// Postfix lookup tables over the network: tcp_table and socketmap, server and client.
@NullMarked
module dev.sennit.maps {
  requires transitive dev.sennit.net;

  exports dev.sennit.maps;
  exports dev.sennit.maps.keys;
  exports dev.sennit.maps.wire;
}
