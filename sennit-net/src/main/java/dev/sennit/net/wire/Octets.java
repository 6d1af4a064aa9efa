package dev.sennit.net.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// Immutable bytes with equality: what a message holds where a language would hold a string, and
/// the wire promises no encoding.
///
/// Safe to share between threads, and as a key of a map.
public final class Octets implements Comparable<Octets> {
  /// No bytes.
  public static final Octets EMPTY = new Octets(new byte[0]);

  private final byte[] bytes;
  private int hash;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Copies the bytes.
  public static Octets of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new Octets(bytes.clone());
  }

  /// The UTF-8 form of the text; an unpaired surrogate becomes `?`.
  public static Octets utf8(String text) {
    return text.isEmpty() ? EMPTY : new Octets(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Takes `length` bytes from the buffer and moves its reader index past them.
  ///
  /// @param length 0 or more, at most the readable bytes
  public static Octets take(ByteBuf in, int length) {
    if (length == 0) {
      return EMPTY;
    }
    byte[] bytes = new byte[length];
    take(in, bytes, length);
    return new Octets(bytes);
  }

  /// Takes `length` bytes from the buffer into the beginning of an array.
  ///
  /// @param length 0 or more, at most the readable bytes, and those of the array
  public static void take(ByteBuf in, byte[] into, int length) {
    if (in.hasArray() || in.nioBufferCount() != 1) {
      in.readBytes(into, 0, length);
      return;
    }
    int from = in.readerIndex(); // readBytes may make a new view of the buffer for each call
    in.internalNioBuffer(from, length).get(into, 0, length);
    in.readerIndex(from + length);
  }

  /// Wraps an array that the caller gives up: it must never be written again.
  public static Octets giveUp(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Octets(bytes);
  }

  /// Copies the bytes from `from` to before `to`.
  public static Octets copyOf(byte[] bytes, int from, int to) {
    return giveUp(Arrays.copyOfRange(bytes, from, to));
  }

  /// How many bytes these are.
  public int length() {
    return bytes.length;
  }

  /// Whether these are no bytes at all.
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /// The byte at the index, signed as Java's bytes are.
  public byte at(int index) {
    return bytes[index];
  }

  /// The index of the first such byte at or after `from`, or -1.
  public int indexOf(byte value, int from) {
    for (int i = Math.max(from, 0); i < bytes.length; i++) {
      if (bytes[i] == value) {
        return i;
      }
    }
    return -1;
  }

  /// The bytes from `from` to before `to`.
  public Octets slice(int from, int to) {
    return from == 0 && to == bytes.length ? this : giveUp(Arrays.copyOfRange(bytes, from, to));
  }

  /// Copies the bytes into the array, which must have room.
  public void copyTo(byte[] target, int from) {
    System.arraycopy(bytes, 0, target, from, bytes.length);
  }

  /// Whether the array holds these bytes at the index.
  ///
  /// @param from 0 or more, with room behind it for as many bytes as these
  public boolean isAt(byte[] array, int from) {
    int length = bytes.length;
    return length == 0
        || (bytes[length - 1] == array[from + length - 1] // what differs mostly differs here
            && Arrays.equals(bytes, 0, length, array, from, from + length));
  }

  /// A copy of the bytes.
  public byte[] toBytes() {
    return bytes.clone();
  }

  /// Appends the bytes to the buffer.
  public void writeTo(ByteBuf out) {
    out.writeBytes(bytes);
  }

  /// The bytes as UTF-8 text; what is not UTF-8 becomes U+FFFD. For exactness use [#strictUtf8()].
  public String utf8() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// The bytes as UTF-8 text, or nothing where they are not UTF-8.
  public Optional<String> strictUtf8() {
    for (byte b : bytes) {
      if (b < 0) {
        return decoded();
      }
    }
    return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private Optional<String> decoded() {
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /// For logs: printable ASCII as it is, a backslash doubled, all else as `\xHH`; cut with `...`
  /// after 200 bytes.
  public String forLog() {
    StringBuilder text = new StringBuilder(bytes.length + 8);
    for (int i = 0; i < Math.min(bytes.length, 200); i++) {
      byte b = bytes[i];
      if (b == '\\') {
        text.append("\\\\");
      } else if (b >= 0x20 && b < 0x7f) {
        text.append((char) b);
      } else {
        text.append("\\x").append(HexFormat.of().toHexDigits(b));
      }
    }
    return bytes.length > 200 ? text.append("...").toString() : text.toString();
  }

  @Override
  public int compareTo(Octets other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Octets o && bytes.length == o.bytes.length && isAt(o.bytes, 0));
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = Arrays.hashCode(bytes);
      hash = h;
    }
    return h;
  }

  /// As [#forLog()].
  @Override
  public String toString() {
    return forLog();
  }
}
