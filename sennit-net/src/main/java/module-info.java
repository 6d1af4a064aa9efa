import org.jspecify.annotations.NullMarked;

/// Connections, addresses, limits, TLS and how handlers run: the floor that the four rooms stand
/// on.
@NullMarked
@SuppressWarnings("module")
module dev.sennit.net {
  requires transitive io.netty.buffer;
  requires transitive io.netty.transport;
  requires transitive org.jspecify;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;

  exports dev.sennit.net;
  exports dev.sennit.net.session;
  exports dev.sennit.net.wire;
  exports dev.sennit.net.runtime to
      dev.sennit.maps,
      dev.sennit.ident,
      dev.sennit.amp,
      dev.sennit.pb;
}
