package dev.sennit.net;

/// Which system calls move the bytes.
public enum Transport {
  /// Epoll where this machine has it, else NIO.
  AUTO,
  /// The JDK's own; everywhere. Cannot take inherited sockets, tells no credentials of UNIX peers,
  /// and ends a UNIX connection as soon as its peer ends its side.
  NIO,
  /// Linux. Asking for it elsewhere is an error that says why.
  EPOLL
}
