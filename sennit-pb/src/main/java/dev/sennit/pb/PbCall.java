package dev.sennit.pb;

import dev.sennit.pb.jelly.Fitting;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One call of a peer's.
///
/// @param method its name, as on the wire: without `remote_`
/// @param arguments those without a name
/// @param keywords those with one
/// @param connection where it came from
/// @param perspective as whom the peer has logged in, where the call came through an avatar
public record PbCall(
    String method,
    List<@Nullable Object> arguments,
    Map<String, @Nullable Object> keywords,
    PbConnection connection,
    @Nullable PbObject perspective) {

  PbCall as(@Nullable PbObject newPerspective) {
    return new PbCall(method, arguments, keywords, connection, newPerspective);
  }

  /// The argument at the index, from 0 on.
  ///
  /// @throws PbException a `TypeError` over there, if there are fewer
  public @Nullable Object get(int index) {
    if (index >= arguments.size()) {
      throw PbException.typeError(
          method + ": " + arguments.size() + " arguments (expected: " + (index + 1) + " or more)");
    }
    return arguments.get(index);
  }

  /// The argument of that name; null if there is none.
  public @Nullable Object get(String name) {
    return keywords.get(name);
  }

  /// The argument at the index, as a type that it fits.
  ///
  /// @throws dev.sennit.pb.jelly.JellyException a `TypeError` over there, if it does not fit
  public <T> @Nullable T get(int index, Class<T> type) {
    return type.cast(fit(get(index), type, "argument " + index));
  }

  /// The number at the index.
  ///
  /// @throws dev.sennit.pb.jelly.JellyException a `TypeError` over there, if it is none that fits
  public long integer(int index) {
    return get(index) instanceof Long number
        ? number
        : present(index, fit(get(index), Long.class, "argument " + index), Long.class);
  }

  /// The number at the index, however large.
  ///
  /// @throws dev.sennit.pb.jelly.JellyException a `TypeError` over there, if it is none
  public BigInteger large(int index) {
    return present(index, fit(get(index), BigInteger.class, "argument " + index), BigInteger.class);
  }

  /// The text at the index; bytes are none.
  ///
  /// @throws dev.sennit.pb.jelly.JellyException a `TypeError` over there, if it is none
  public String text(int index) {
    return present(index, fit(get(index), String.class, "argument " + index), String.class);
  }

  /// The peer's object at the index.
  ///
  /// @throws dev.sennit.pb.jelly.JellyException a `TypeError` over there, if it is none
  public PbRemote remote(int index) {
    return present(index, fit(get(index), PbRemote.class, "argument " + index), PbRemote.class);
  }

  private <T> T present(int index, @Nullable Object value, Class<T> type) {
    if (value == null) {
      throw PbException.typeError(
          "argument " + index + ": None (expected: " + type.getSimpleName() + ")");
    }
    return type.cast(value);
  }

  private static @Nullable Object fit(@Nullable Object value, Type type, String what) {
    return Fitting.fit(value, type, what);
  }
}
