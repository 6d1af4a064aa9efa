package dev.sennit.pb.session;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the peer wants of an object of this side.
///
/// An outcome that comes after the session has stopped waiting for it is of no use, but may hold
/// references that were counted: whichever of the two comes second gives them back.
public final class PbAsk {
  private final Object target;
  private final String method;
  private final List<@Nullable Object> arguments;
  private final Map<String, @Nullable Object> keywords;
  private final boolean answered;
  private boolean givenUp;
  private @Nullable PbOutcome outcome;

  /// @param target the object
  /// @param method the method's name
  /// @param arguments those without a name
  /// @param keywords those with one
  /// @param answered whether the peer wants to know what came of it
  public PbAsk(
      Object target,
      String method,
      List<@Nullable Object> arguments,
      Map<String, @Nullable Object> keywords,
      boolean answered) {
    this.target = target;
    this.method = method;
    this.arguments = arguments;
    this.keywords = keywords;
    this.answered = answered;
  }

  /// The object.
  public Object target() {
    return target;
  }

  /// The method's name.
  public String method() {
    return method;
  }

  /// Arguments without a name.
  public List<@Nullable Object> arguments() {
    return arguments;
  }

  /// Arguments with a name.
  public Map<String, @Nullable Object> keywords() {
    return keywords;
  }

  /// Whether the peer wants to know what came of it.
  public boolean answered() {
    return answered;
  }

  /// The handler is done; on its thread, before the session is told.
  ///
  /// @return false if nobody waits any more
  public synchronized boolean offer(PbOutcome made) {
    outcome = made;
    return !givenUp;
  }

  /// Nobody waits any more.
  ///
  /// @return what was made in the last moment, if anything
  synchronized @Nullable PbOutcome giveUp() {
    givenUp = true;
    return outcome;
  }
}
