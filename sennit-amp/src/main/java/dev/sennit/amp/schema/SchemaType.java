package dev.sennit.amp.schema;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The type of an argument.
///
/// | in the file | here |
/// |---|---|
/// | `"Integer"`, `"String"`, `"Unicode"`, `"Boolean"`, `"Float"`, `"Decimal"`, `"DateTime"`, `"Path"`, `"Descriptor"` | [Plain] |
/// | `{"type": "ListOf", "of": "Integer"}` | [ListOf] |
/// | `{"type": "AmpList", "of": {"name": "Unicode", "size": "Integer"}}` | [AmpList] |
/// | any other name | [Other] |
public sealed interface SchemaType {

  /// The type's name in the file, which is that of its class in Twisted.
  String word();

  /// The types that have no parts.
  enum Plain implements SchemaType {
    /// A whole number of any size.
    INTEGER("Integer"),
    /// Bytes.
    STRING("String"),
    /// Text.
    UNICODE("Unicode"),
    /// True or false.
    BOOLEAN("Boolean"),
    /// A double.
    FLOAT("Float"),
    /// A decimal number, see [dev.sennit.amp.wire.AmpDecimal].
    DECIMAL("Decimal"),
    /// A time with an offset.
    DATE_TIME("DateTime"),
    /// An absolute path.
    PATH("Path"),
    /// An open file, over a UNIX socket.
    DESCRIPTOR("Descriptor");

    private final String word;

    Plain(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }

    static Optional<Plain> of(String word) {
      return Stream.of(values()).filter(plain -> plain.word.equals(word)).findFirst();
    }
  }

  /// Values of one type, one behind the other.
  ///
  /// @param of the type of each
  record ListOf(SchemaType of) implements SchemaType {
    @Override
    public String word() {
      return "ListOf";
    }
  }

  /// Boxes, one behind the other.
  ///
  /// @param of what is in each
  record AmpList(List<SchemaField> of) implements SchemaType {
    /// Copies the list.
    public AmpList {
      of = List.copyOf(of);
    }

    @Override
    public String word() {
      return "AmpList";
    }
  }

  /// A type that one of the peers has made. Its values are bytes here.
  ///
  /// @param word its name
  record Other(String word) implements SchemaType {}
}
