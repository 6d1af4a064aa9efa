package dev.sennit.pb;

import dev.sennit.net.Peer;
import dev.sennit.net.Reply;
import java.time.Duration;
import java.util.List;

/// One connection, whichever side began it. Safe for many threads.
public final class PbConnection implements AutoCloseable {
  private final Broker broker;

  PbConnection(Broker broker) {
    this.broker = broker;
  }

  Broker broker() {
    return broker;
  }

  /// Who is on the other end.
  public Peer peer() {
    return broker.peer();
  }

  /// The peer's object of that name; a Twisted server has one called `root`. Nothing is asked: a
  /// name that the peer does not know fails the calls.
  public PbRemote named(String name) {
    return PbRemote.named(broker, name);
  }

  /// Lets the peer call the object by this name.
  ///
  /// @return completes when calls by this name are answered
  public Reply<Void> publish(String name, PbObject object) {
    return broker.publish(name, object);
  }

  /// Runs the task when the connection is gone, at once if it is; tasks run in order, on a virtual
  /// thread.
  ///
  /// @return what takes the wish back
  public Runnable whenGone(Runnable task) {
    return broker.whenGone(task);
  }

  /// What the peer holds of this side, in the order in which it was first sent: the place to look
  /// for leaks.
  ///
  /// @return fails with [dev.sennit.net.ConnectionLostException] if the connection is gone
  public Reply<List<Held>> held() {
    return broker.held();
  }

  /// What this side holds of the peer, lowest number first. A reference that nobody can reach any
  /// more is among them until the garbage collector has found it.
  ///
  /// @return fails with [dev.sennit.net.ConnectionLostException] if the connection is gone
  public Reply<List<Holding>> holding() {
    return broker.holding();
  }

  /// What a peer holds of this side.
  ///
  /// @param number what it calls it by
  /// @param object the object
  /// @param references how many references were sent and not given back
  /// @param age how long ago the first of them was sent
  public record Held(long number, PbObject object, int references, Duration age) {
    /// The name of the object's class: the user's own where it is an avatar, a view or a served
    /// object.
    public String kind() {
      return Kinds.of(object);
    }
  }

  /// What this side holds of a peer.
  ///
  /// @param number what the peer calls it
  /// @param tag `remote`, or the class that the reference came with
  /// @param references how many came and are not given back
  /// @param age how long ago the first of them came
  public record Holding(long number, String tag, int references, Duration age) {}

  /// Ends the connection when the calls of the peer that are in work are answered; calls to the
  /// peer that are not answered fail. Does not wait.
  @Override
  public void close() {
    broker.close();
  }

  @Override
  public String toString() {
    return "PB connection with " + peer();
  }
}
