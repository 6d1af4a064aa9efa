package dev.sennit.cli.capture;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the packets of a capture file: pcap, with times in micro- or nanoseconds and in either
/// byte order, or pcapng.
///
/// A packet of more than 256 KiB, or a block of more than 16 MiB, is a fault: no capture has one.
///
/// @see <a href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html">pcap</a>
/// @see <a href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html">pcapng</a>
public final class PacketReader {
  /// How many bytes tell whether a file is a capture.
  public static final int MAGIC_BYTES = 4;

  private static final int MOST_PACKET_BYTES = 256 * 1024;
  private static final int MOST_BLOCK_BYTES = 16 * 1024 * 1024;
  private static final int SECTION = 0x0a0d0d0a;
  private static final int INTERFACE = 1;
  private static final int SIMPLE_PACKET = 3;
  private static final int ENHANCED_PACKET = 6;

  private final DataInputStream in;
  private final boolean blocks;
  private ByteOrder order;
  private final List<Integer> links = new ArrayList<>();
  private long offset;

  /// One packet.
  ///
  /// @param link the kind of its outermost header, by the number of `LINKTYPE_`
  record Packet(int link, ByteBuffer bytes) {}

  /// @param in behind the magic number
  /// @param magic the first four bytes
  /// @throws CaptureException if it is no capture
  public PacketReader(InputStream in, byte[] magic) throws IOException {
    this.in = new DataInputStream(in);
    this.offset = MAGIC_BYTES;
    int big = ByteBuffer.wrap(magic).getInt();
    this.order =
        big == 0xa1b2c3d4 || big == 0xa1b23c4d ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    this.blocks = big == SECTION;
    if (!isCapture(magic)) {
      throw new CaptureException(0, "no capture (expected: pcap or pcapng)");
    }
    if (blocks) {
      section();
    } else {
      ByteBuffer head = take(20);
      links.add(head.getInt(16) & 0x0fff_ffff); // above it: the length of a frame check sequence
    }
  }

  /// Whether a file that begins so is a capture.
  public static boolean isCapture(byte[] magic) {
    if (magic.length < MAGIC_BYTES) {
      return false;
    }
    int big = ByteBuffer.wrap(magic).getInt();
    return switch (big) {
      case 0xa1b2c3d4, 0xa1b23c4d, 0xd4c3b2a1, 0x4d3cb2a1, SECTION -> true;
      default -> false;
    };
  }

  /// The next packet, or null at the end.
  ///
  /// @throws CaptureException if the file is damaged
  @Nullable Packet next() throws IOException {
    return blocks ? nextOfBlocks() : nextOfPcap();
  }

  private @Nullable Packet nextOfPcap() throws IOException {
    ByteBuffer head = takeOrEnd(16);
    if (head == null) {
      return null;
    }
    int length = head.getInt(8);
    if (length < 0 || length > MOST_PACKET_BYTES) {
      throw new CaptureException(
          offset - 8,
          "packet of " + Integer.toUnsignedLong(length) + " bytes (expected: at most 262144)");
    }
    return new Packet(links.getFirst(), take(length));
  }

  private @Nullable Packet nextOfBlocks() throws IOException {
    while (true) {
      ByteBuffer type = takeOrEnd(4);
      if (type == null) {
        return null;
      }
      if (type.getInt(0) == SECTION) {
        section();
        continue;
      }
      int length = take(4).getInt(0);
      ByteBuffer body = block(length, 8);
      switch (type.getInt(0)) {
        case INTERFACE -> {
          need(body, 8);
          links.add(body.getShort(0) & 0xffff);
        }
        case SIMPLE_PACKET -> {
          need(body, 4);
          int bytes = Math.min(body.getInt(0), body.capacity() - 4);
          return packet(0, body, 4, bytes);
        }
        case ENHANCED_PACKET -> {
          need(body, 20);
          return packet(body.getInt(0), body, 20, body.getInt(12));
        }
        default -> {
          // names, statistics: nothing of interest
        }
      }
    }
  }

  private Packet packet(int link, ByteBuffer body, int at, int length) throws CaptureException {
    if (link < 0 || link >= links.size() || length < 0 || length > body.capacity() - at) {
      throw new CaptureException(
          offset,
          "packet of interface " + link + ", " + length + " bytes (expected: in its block)");
    }
    return new Packet(links.get(link), body.slice(at, length).order(ByteOrder.BIG_ENDIAN));
  }

  /// The head of a section, behind its type: it tells the byte order of what follows.
  private void section() throws IOException {
    ByteBuffer head = take(8);
    head.order(ByteOrder.BIG_ENDIAN);
    order = head.getInt(4) == 0x1a2b3c4d ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    links.clear();
    block(head.order(order).getInt(0), 12);
  }

  /// The rest of a block, and its length once more.
  ///
  /// @param taken bytes of it that are read already
  private ByteBuffer block(int length, int taken) throws IOException {
    if (length < taken + 4 || length > MOST_BLOCK_BYTES || length % 4 != 0) {
      throw new CaptureException(
          offset, "block of " + Integer.toUnsignedLong(length) + " bytes (expected: 12 to 16 Mi)");
    }
    ByteBuffer body = take(length - taken - 4);
    take(4);
    return body;
  }

  private void need(ByteBuffer body, int bytes) throws CaptureException {
    if (body.capacity() < bytes) {
      throw new CaptureException(
          offset, "block with " + body.capacity() + " bytes (expected: " + bytes + " or more)");
    }
  }

  private @Nullable ByteBuffer takeOrEnd(int length) throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    bytes[0] = (byte) first;
    return filled(bytes, 1);
  }

  private ByteBuffer take(int length) throws IOException {
    return filled(new byte[length], 0);
  }

  private ByteBuffer filled(byte[] bytes, int from) throws IOException {
    try {
      in.readFully(bytes, from, bytes.length - from);
    } catch (EOFException e) {
      throw new CaptureException(offset, "the file ends in the middle of a packet");
    }
    offset += bytes.length;
    return ByteBuffer.wrap(bytes).order(order);
  }
}
