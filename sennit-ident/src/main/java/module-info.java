import org.jspecify.annotations.NullMarked;

/// RFC 1413: who owns this TCP connection? A server, a client, and ready-made answers.
@NullMarked
module dev.sennit.ident {
  requires transitive dev.sennit.net;
  requires io.netty.common;

  exports dev.sennit.ident;
  exports dev.sennit.ident.account;
  exports dev.sennit.ident.kernel;
  exports dev.sennit.ident.forward;
  exports dev.sennit.ident.handler;
  exports dev.sennit.ident.policy;
  exports dev.sennit.ident.registry;
  exports dev.sennit.ident.token;
  exports dev.sennit.ident.wire;
}
