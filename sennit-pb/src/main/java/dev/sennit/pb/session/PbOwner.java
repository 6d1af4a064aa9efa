package dev.sennit.pb.session;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.pb.jelly.JellyException;
import dev.sennit.pb.wire.Dialect;
import java.util.List;

/// Whoever a session works for.
public interface PbOwner {
  /// The dialect is agreed upon, and calls can be made.
  void ready(Dialect dialect);

  /// Makes the handle of an object of the peer's. It has to be given back with [PbSession#release].
  Object remote(long number, String tag);

  /// Makes a handle of a cache that this side holds. It has to be given back with
  /// [PbSession#decache].
  Object cached(long number, Object cache);

  /// Gives a handle back, since what it came in cannot be used.
  void discard(Object handle);

  /// The object of this side whose cache comes back.
  ///
  /// @throws JellyException if there is none
  Object cacheable(long number);

  /// The peer has let go of a handle of its cache.
  ///
  /// @return false if it had none
  boolean decached(long number);

  /// What an object of this side is known by.
  Object keyOf(Object object);

  /// The peer has given the last reference to an object back.
  void unreferenced(Object object);

  /// What stood in a gap of a value that was not sent after all. On any thread.
  void unsent(Object object);

  /// A call of this side has left the queue: it was sent, or never will be. Once for each.
  void left(Request request);

  /// The connection is gone. Told once, after everybody who waited for an answer.
  ///
  /// @param held what the peer held
  /// @param remotes what this side held
  void closed(ConnectionLostException cause, List<Object> held, List<HeldRemote> remotes);
}
