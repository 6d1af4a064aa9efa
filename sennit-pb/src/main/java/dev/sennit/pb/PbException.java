package dev.sennit.pb;

import dev.sennit.net.RemoteException;
import dev.sennit.pb.jelly.PbFailure;
import dev.sennit.pb.session.Shown;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A failure that travels: what a peer's method raised, or what one of ours tells the peer.
///
/// One that came can be thrown again by the method that got it: the next peer sees the original's
/// names and text. A method that throws a new one is not logged, as with Twisted's `pb.Error`.
public final class PbException extends RemoteException {
  private final transient PbFailure failure;
  private final transient @Nullable Object value;

  private PbException(PbFailure failure, @Nullable Object value) {
    super(failure.type(), failure.value());
    this.failure = failure;
    this.value = value;
  }

  /// A failure that came, or is to be told.
  public PbException(PbFailure failure) {
    this(failure, null);
  }

  /// A failure to be told.
  ///
  /// @param type the dotted name of its class: `chat.RoomFull`
  /// @param message its text
  /// @param bases the names of the class's bases, nearest first; Python's own roots are added
  public PbException(String type, String message, String... bases) {
    this(PbFailure.of(type, message, List.of(bases)));
  }

  static PbException typeError(String message) {
    return new PbException("builtins.TypeError", message);
  }

  static PbException noSuchMethod(String method) {
    return new PbException(
        "twisted.spread.flavors.NoSuchMethod", missing(method), "builtins.AttributeError");
  }

  private static String missing(String method) {
    return "No such method: " + method;
  }

  /// This, or what Twisted says where it is an avatar's or a view's method that is missing.
  PbException asMissing(String method, String prefix, Object owner) {
    return failure.value().equals(missing("remote_" + method))
        ? new PbException(
            "builtins.AttributeError",
            "'" + simpleName(owner) + "' object has no attribute '" + prefix + method + "'")
        : this;
  }

  private static String simpleName(Object owner) {
    Class<?> type =
        owner instanceof PbServed served ? served.served().getClass() : owner.getClass();
    String simple = type.getSimpleName(); // a class without a name has none
    return simple.isEmpty()
        ? type.getName().substring(type.getName().lastIndexOf('.') + 1)
        : simple;
  }

  /// What a peer sent instead of a failure.
  static PbException of(@Nullable Object value) {
    return value instanceof PbFailure failure
        ? new PbException(failure)
        : new PbException(
            PbFailure.of("twisted.spread.pb.Error", Shown.of(value), List.of()), value);
  }

  /// What it tells.
  public PbFailure failure() {
    return failure;
  }

  /// What the peer sent, where that was no failure but another value.
  public @Nullable Object value() {
    return value;
  }

  /// Whether it is of that class over there, or of one that derives from it.
  ///
  /// @param name dotted: `twisted.cred.error.UnauthorizedLogin`
  public boolean is(String name) {
    return failure.is(name);
  }
}
