package dev.sennit.ident.kernel;

/// What the kernel knows of a connection's owner.
public sealed interface KernelAnswer {

  /// Somebody owns it.
  ///
  /// The user is who created the socket, or who it was given to with `fchown`; a program that opens
  /// its sockets as root and then becomes somebody else has sockets of root.
  ///
  /// @param uid the owner, 0 to 4,294,967,295
  /// @param inode the socket's inode, as in `/proc/PID/fd`; 0 if no program holds it any more, or
  ///   none has accepted it yet
  /// @param state the socket's state, never [TcpState#LISTEN] and never [TcpState#TIME_WAIT]
  /// @param cookie a number that no other socket of this boot has; 0 if not told
  /// @param cgroup the inode of the socket's directory in the cgroup file system, version 2; 0 if
  ///   not told
  record Owned(long uid, long inode, TcpState state, long cookie, long cgroup)
      implements KernelAnswer {}

  /// Nobody owns it.
  ///
  /// @param reason why
  record Unowned(Reason reason) implements KernelAnswer {}

  /// The kernel could not be asked.
  ///
  /// @param problem what went wrong, for a log
  record Failed(String problem) implements KernelAnswer {}

  /// Why a connection has no owner.
  enum Reason {
    /// There is no such connection here.
    NO_SUCH_CONNECTION,
    /// There is none, but a socket that would take one on the local port.
    LISTENER_ONLY,
    /// It was there, and is over.
    TIME_WAIT,
    /// No program holds it any more, or none has accepted it yet, and the kernel does not say whose
    /// it was.
    ORPHAN,
    /// It belongs to a user of another user namespace who has no number here.
    FOREIGN_USER,
    /// Several connections of different owners fit.
    AMBIGUOUS
  }
}
