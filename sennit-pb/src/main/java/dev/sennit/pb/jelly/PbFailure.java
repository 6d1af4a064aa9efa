package dev.sennit.pb.jelly;

import dev.sennit.net.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A failure as it travels: the name of an exception's class, the names of its bases, its text.
///
/// @param type the dotted name of the class
/// @param value the message
/// @param parents the class and its bases, the class first; type tests look here only
/// @param traceback where it happened, if the peer tells that
/// @see <a href="https://github.com/twisted/twisted/blob/trunk/src/twisted/spread/pb.py">
///   twisted/spread/pb.py, CopyableFailure</a>
public record PbFailure(String type, String value, List<String> parents, String traceback) {
  /// How it is named on the wire.
  public static final String TAG = "twisted.spread.pb.CopyableFailure";

  /// What stands for a traceback that is not told.
  public static final String NO_TRACEBACK = "Traceback unavailable\n";

  private static final String CUT = "...";

  private static final List<String> ROOTS =
      List.of("builtins.Exception", "builtins.BaseException", "builtins.object");

  /// Copies the list.
  public PbFailure {
    parents = List.copyOf(parents);
  }

  /// A failure without traceback.
  ///
  /// @param bases the names of its bases, nearest first; Python's own roots are added
  public static PbFailure of(String type, String value, List<String> bases) {
    List<String> parents = new ArrayList<>();
    parents.add(type);
    parents.addAll(bases);
    parents.removeAll(ROOTS);
    parents.addAll(ROOTS);
    return new PbFailure(type, value, parents, NO_TRACEBACK);
  }

  /// With a traceback.
  public PbFailure traceback(String text) {
    return new PbFailure(type, value, parents, text);
  }

  /// Whether it is of that class, or of one that derives from it.
  ///
  /// @param name dotted: `builtins.ArithmeticError`
  public boolean is(String name) {
    return parents.contains(name);
  }

  /// What [JellyWriter] writes: the keys that every release reads. Text that cannot be sent is
  /// changed until it can: better a shortened message than another failure in its place.
  ///
  /// @param most bytes of one string
  Map<String, @Nullable Object> state(int most) {
    Map<String, @Nullable Object> state = new LinkedHashMap<>();
    state.put("type", Octets.utf8(type));
    state.put("value", sendable(value, most));
    state.put("parents", new ArrayList<>(parents));
    state.put("traceback", sendable(traceback, most));
    state.put("frames", new ArrayList<>());
    state.put("stack", new ArrayList<>());
    state.put("tb", null);
    state.put("count", 0L);
    state.put("captureVars", false);
    state.put("unsafeTracebacks", false);
    state.put("pickled", 1L);
    return state;
  }

  private static String sendable(String text, int most) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8); // `?` for what is no character
    if (utf8.length <= most) {
      return new String(utf8, StandardCharsets.UTF_8);
    }
    int end = most - CUT.length();
    while ((utf8[end] & 0xc0) == 0x80) {
      end--; // not in the middle of a character
    }
    return new String(utf8, 0, end, StandardCharsets.UTF_8) + CUT;
  }

  /// Reads what a peer sent, whichever release or Python it runs; what is missing is left empty.
  static PbFailure from(@Nullable Object state) {
    if (!(state instanceof Map<?, ?> map)) {
      return of(TAG, text(state), List.of());
    }
    String type = text(PbInstance.attribute(map, "type"));
    List<String> parents = new ArrayList<>();
    Object names = PbInstance.attribute(map, "parents");
    if (names instanceof List<?> list) {
      list.forEach(name -> parents.add(text(name)));
    } else if (names instanceof PbTuple tuple) {
      tuple.forEach(name -> parents.add(text(name)));
    }
    if (parents.isEmpty()) {
      parents.add(type);
    }
    return new PbFailure(
        type,
        text(PbInstance.attribute(map, "value")),
        parents,
        text(PbInstance.attribute(map, "traceback")));
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> text;
      case Octets octets -> octets.utf8();
      case Number number -> number.toString();
      case PbFailure failure -> failure.toString(); // Python 2 nests them
      default -> kind(value);
    };
  }

  /// The value itself is never shown: written out it can be longer than memory.
  static String kind(@Nullable Object value) {
    return value == null ? "None" : value.getClass().getSimpleName();
  }

  /// As Twisted prints it.
  @Override
  public String toString() {
    return "Traceback from remote host -- " + type + ": " + value;
  }
}
