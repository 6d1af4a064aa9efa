package dev.sennit.cli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Capture files, written by hand: TCP from 10.0.0.1 or ::1 to 10.0.0.2 or ::2, or back where the
/// first port is 8749.
final class Captures {
  static final int ETHERNET = 1;
  static final int NULL = 0;
  static final int RAW = 101;
  static final int COOKED = 113;
  static final int SYN = 2;

  private final int link;
  private final List<byte[]> packets = new ArrayList<>();

  Captures(int link) {
    this.link = link;
  }

  void segment(int from, int to, int sequence, int flags, byte[] payload) {
    boolean back = from == 8749;
    ByteBuffer ip = ByteBuffer.allocate(40 + payload.length);
    ip.put((byte) 0x45).put((byte) 0).putShort((short) ip.capacity());
    ip.putInt(0).put((byte) 64).put((byte) 6).putShort((short) 0);
    ip.put(new byte[] {10, 0, 0, (byte) (back ? 2 : 1)});
    ip.put(new byte[] {10, 0, 0, (byte) (back ? 1 : 2)});
    packets.add(framed(tcp(ip, from, to, sequence, flags, payload), 0x0800));
  }

  void segment6(int from, int to, int sequence, byte[] payload) {
    ByteBuffer ip = ByteBuffer.allocate(60 + payload.length);
    ip.putInt(0x6000_0000).putShort((short) (20 + payload.length));
    ip.put((byte) 6).put((byte) 64);
    ip.putLong(0).putLong(1).putLong(0).putLong(2);
    packets.add(framed(tcp(ip, from, to, sequence, 0, payload), 0x86dd));
  }

  private static byte[] tcp(
      ByteBuffer ip, int from, int to, int sequence, int flags, byte[] payload) {
    ip.putShort((short) from).putShort((short) to).putInt(sequence).putInt(0);
    ip.put((byte) 0x50).put((byte) flags).putShort((short) 1000).putInt(0);
    byte[] packet = new byte[ip.capacity()];
    ip.put(payload).get(0, packet);
    return packet;
  }

  private byte[] framed(byte[] ip, int type) {
    ByteBuffer frame =
        switch (link) {
          case ETHERNET -> // with a VLAN tag, and padded as short frames are
              ByteBuffer.allocate(18 + ip.length + 2)
                  .put(new byte[12])
                  .putInt(0x8100_0001)
                  .putShort((short) type)
                  .put(ip);
          case COOKED ->
              ByteBuffer.allocate(16 + ip.length).put(new byte[14]).putShort((short) type).put(ip);
          case NULL -> ByteBuffer.allocate(4 + ip.length).putInt(2).put(ip);
          default -> ByteBuffer.wrap(ip);
        };
    return frame.array();
  }

  /// In little-endian order, with times in microseconds.
  byte[] pcap() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(
        little(24)
            .putInt(0xa1b2c3d4)
            .putShort((short) 2)
            .putShort((short) 4)
            .putInt(0)
            .putInt(0)
            .putInt(65_535)
            .putInt(link)
            .array());
    for (byte[] packet : packets) {
      file.writeBytes(
          little(16).putInt(0).putInt(0).putInt(packet.length).putInt(packet.length).array());
      file.writeBytes(packet);
    }
    return file.toByteArray();
  }

  byte[] pcapng() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(block(0x0a0d0d0a, little(16).putInt(0x1a2b3c4d).putInt(1).putLong(-1).array()));
    file.writeBytes(
        block(1, little(8).putShort((short) link).putShort((short) 0).putInt(0).array()));
    file.writeBytes(block(5, new byte[12])); // statistics
    for (byte[] packet : packets) {
      int padded = (packet.length + 3) / 4 * 4;
      file.writeBytes(
          block(
              6,
              little(20 + padded)
                  .putInt(0)
                  .putLong(0)
                  .putInt(packet.length)
                  .putInt(packet.length)
                  .put(packet)
                  .array()));
    }
    return file.toByteArray();
  }

  private static byte[] block(int type, byte[] body) {
    int length = 12 + body.length;
    return little(length).putInt(type).putInt(length).put(body).putInt(length).array();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
