package dev.sennit.pb;

import org.jspecify.annotations.Nullable;

/// An object of this side that a peer may hold and call. When it is sent, as an argument or as a
/// result, a reference to it goes out, and comes back as this very object.
///
/// ```
/// PbObject echo = call -> call.get(0);                            // whatever the method's name
/// PbObject calculator = PbMethods.of().on("add", call -> call.integer(0) + call.integer(1));
/// PbObject served = PbObject.serving(Calculator.class, new MyCalculator());   // an interface
/// PbObject annotated = PbObject.serving(new Clock());                         // @RemoteMethod
/// ```
///
/// In Twisted: `pb.Referenceable`, and `pb.Root` for the object that is called `root`.
@FunctionalInterface
public interface PbObject {

  /// Answers a call. Runs on a virtual thread and may block; calls of one connection start in the
  /// order in which they came, one at a time.
  ///
  /// @return the result: a value that can be sent, or a `CompletionStage` of one
  /// @throws PbException to tell the peer something; it is not logged
  /// @throws Exception whatever else goes wrong: the peer is told its name and text, and it is
  ///   logged
  @Nullable Object called(PbCall call) throws Exception;

  /// Serves an object through an interface: its abstract methods can be called, and nothing else.
  /// Arguments fit the parameters, by place or by name, or the call fails as a `TypeError`; a
  /// parameter of type [java.util.Optional] may be left out. Each result is an object of its own to
  /// peers, so make one and keep it.
  ///
  /// @throws IllegalArgumentException if the interface has two methods of one name
  static <T> PbObject serving(Class<T> face, T object) {
    return PbServed.through(face, object);
  }

  /// Serves the public methods of an object that are annotated with [RemoteMethod], and nothing
  /// else.
  ///
  /// @throws IllegalArgumentException if there are none, or two have one name
  static PbObject serving(Object object) {
    return PbServed.annotated(object);
  }
}
