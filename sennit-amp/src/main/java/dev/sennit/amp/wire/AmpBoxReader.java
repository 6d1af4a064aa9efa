package dev.sennit.amp.wire;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import dev.sennit.net.wire.WireReader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Finds boxes in bytes. Of a key that comes twice the later value counts.
///
/// | limit | default | beyond it |
/// |---|---|---|
/// | key | 255 bytes, by the protocol | [TooLongException] as soon as the length is there |
/// | `boxBytes` | 16 MiB | [ProtocolException] as soon as the lengths so far say so |
/// | `boxPairs` | 10 000 | the same |
///
/// Keys that are seen again and again, and the names of commands, are kept in a small table instead
/// of made anew.
///
/// Source: `BinaryBoxProtocol.proto_init`, `proto_key`, `proto_value` and `lengthLimitExceeded` in
/// Twisted's `twisted/protocols/amp.py`.
public final class AmpBoxReader implements WireReader<AmpBox> {
  /// The most bytes of a box, unless it is said otherwise.
  public static final int BOX_BYTES = 16 * 1024 * 1024;

  /// The most pairs of a box, unless it is said otherwise.
  public static final int BOX_PAIRS = 10_000;

  private static final int KNOWN = 32;

  /// The longest box that is copied out of the network's buffer as a whole.
  private static final int SCRATCH_BYTES = 2048;

  private static final byte[] NOTHING = {};

  private final int boxBytes;
  private final int boxPairs;
  private @Nullable Octets @Nullable [] known;
  private byte[] scratch = NOTHING;
  private final AmpBox.Builder box = new AmpBox.Builder(0);
  private int looked;
  private int pairs;

  /// @param boxBytes the most bytes of a box, its end included
  /// @param boxPairs the most pairs of a box
  public AmpBoxReader(int boxBytes, int boxPairs) {
    this.boxBytes = boxBytes;
    this.boxPairs = boxPairs;
  }

  @Override
  public @Nullable AmpBox read(ByteBuf in) {
    if (!scan(in)) {
      return null;
    }
    AmpBox found = pairs == 0 ? AmpBox.EMPTY : take(in);
    in.skipBytes(2);
    looked = 0;
    pairs = 0;
    return found;
  }

  /// Looks for the end of the box, from where it looked last.
  private boolean scan(ByteBuf in) {
    int start = in.readerIndex();
    int available = in.readableBytes();
    while (available - looked >= 2) {
      int keyLength = in.getUnsignedShort(start + looked);
      if (keyLength == 0) {
        return true;
      }
      if (keyLength > AmpBox.MAX_KEY_BYTES) {
        throw TooLongException.remoteKey(keyLength);
      }
      if (pairs == boxPairs) {
        throw new ProtocolException(
            "box: more than " + boxPairs + " pairs (expected: at most so many)");
      }
      int behindKey = looked + 2 + keyLength;
      if (available - behindKey < 2) {
        checkBytes(behindKey + 2L);
        return false;
      }
      long next = behindKey + 2L + in.getUnsignedShort(start + behindKey);
      checkBytes(next);
      if (available < next) {
        return false;
      }
      looked = (int) next;
      pairs++;
    }
    return false;
  }

  private void checkBytes(long bytes) {
    if (bytes + 2 > boxBytes) {
      throw new ProtocolException(
          "box: " + (bytes + 2) + " bytes or more (expected: at most " + boxBytes + ")");
    }
  }

  private AmpBox take(ByteBuf in) {
    if (looked > scratch.length) {
      if (looked > SCRATCH_BYTES) {
        return takeLong(in);
      }
      scratch = new byte[Math.min(SCRATCH_BYTES, 2 * looked)];
    }
    byte[] bytes = scratch;
    Octets.take(in, bytes, looked);
    box.begin(pairs);
    int at = 0;
    for (int i = 0; i < pairs; i++) {
      int keyLength = length(bytes, at);
      Octets key = known(bytes, at + 2, keyLength);
      at += 2 + keyLength;
      int length = length(bytes, at);
      at += 2;
      box.putChecked(
          key,
          key.equals(AmpKeys.COMMAND)
              ? known(bytes, at, length)
              : Octets.copyOf(bytes, at, at + length));
      at += length;
    }
    return box.finish();
  }

  private static int length(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  /// A box that is not worth to be copied twice.
  private AmpBox takeLong(ByteBuf in) {
    box.begin(pairs);
    for (int i = 0; i < pairs; i++) {
      Octets key = Octets.take(in, in.readUnsignedShort());
      box.putChecked(key, Octets.take(in, in.readUnsignedShort()));
    }
    return box.finish();
  }

  private Octets known(byte[] bytes, int from, int length) {
    if (length == 0 || length > 64) {
      return Octets.copyOf(bytes, from, from + length);
    }
    @Nullable Octets[] table = known;
    if (table == null) {
      table = new @Nullable Octets[KNOWN];
      for (Octets own : AmpKeys.ALL) {
        table[slot(own.toBytes(), 0, own.length())] = own;
      }
      known = table;
    }
    int slot = slot(bytes, from, length);
    Octets there = table[slot];
    if (there != null && there.length() == length && there.isAt(bytes, from)) {
      return there;
    }
    Octets fresh = Octets.copyOf(bytes, from, from + length);
    table[slot] = fresh;
    return fresh;
  }

  private static int slot(byte[] bytes, int from, int length) {
    int hash = length;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return (hash ^ (hash >>> 7)) & (KNOWN - 1);
  }
}
