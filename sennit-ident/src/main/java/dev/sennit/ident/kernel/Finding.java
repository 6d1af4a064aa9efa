package dev.sennit.ident.kernel;

/// One thing that [Diagnosis] found out about a connection.
///
/// @param kind what it is, for programs
/// @param sentence the same for people
public record Finding(Kind kind, String sentence) {

  /// What can be found out.
  public enum Kind {
    /// The connection has an owner: an ident server here would tell.
    OWNER,
    /// The owner's number has no name.
    OWNER_WITHOUT_NAME,
    /// There is no such connection.
    NO_SUCH_CONNECTION,
    /// One end is IPv4 and the other IPv6.
    MIXED_FAMILIES,
    /// The local address is none of this machine.
    NOT_A_LOCAL_ADDRESS,
    /// A connection with the two ports exchanged is there.
    PORTS_EXCHANGED,
    /// A connection with the two ends exchanged is there.
    ENDS_EXCHANGED,
    /// A connection with these ports and other addresses is there.
    OTHER_ADDRESSES,
    /// Only a socket that waits for connections has the local port.
    LISTENER_ONLY,
    /// The connection is over.
    TIME_WAIT,
    /// No program holds the connection.
    ORPHAN,
    /// The owner belongs to another user namespace.
    FOREIGN_USER,
    /// It is in another network namespace.
    OTHER_NAMESPACE,
    /// Other network namespaces could not be searched.
    NAMESPACES_NOT_SEARCHED,
    /// Its addresses are translated here.
    TRANSLATED,
    /// The table of translated connections could not be searched.
    TRANSLATION_NOT_SEARCHED,
    /// The kernel could not be asked.
    LOOKUP_FAILED,
    /// The kernel is asked in the slow way.
    SLOW_WAY
  }
}
