package dev.sennit.ident.kernel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// One line of `/proc/net/tcp` or `/proc/net/tcp6`.
///
/// | field | content                                                                           |
/// |-------|-----------------------------------------------------------------------------------|
/// | 1     | the row's number and a colon; wider from row 10,000 on                            |
/// | 2, 3  | local and remote end: address, colon, port in 4 hexadecimal digits                |
/// | 4     | state in 2 hexadecimal digits                                                     |
/// | 5 to 7 | queues, timer, retransmissions                                                   |
/// | 8     | uid                                                                               |
/// | 9     | probes without an answer                                                          |
/// | 10    | inode                                                                             |
///
/// An address is one number of 8 hexadecimal digits, or four such, each written in the machine's
/// own order: 127.0.0.1 is `0100007F` on most machines and `7F000001` on the others.
///
/// @param local this end; an IPv4 address mapped into IPv6 appears as IPv4
/// @param remote the other end, likewise
/// @param state the state
/// @param uid the owner
/// @param inode 0 if no program holds it
/// @see <a href="https://docs.kernel.org/networking/proc_net_tcp.html">Linux, proc_net_tcp</a>
record ProcNetRow(
    InetSocketAddress local, InetSocketAddress remote, TcpState state, long uid, long inode) {
  private static final Pattern BLANKS = Pattern.compile(" +");
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int FIELDS = 10;

  /// Reads a line.
  ///
  /// @return nothing for a line of another form, such as the headline
  static Optional<ProcNetRow> parse(String line, ByteOrder order) {
    String[] fields = BLANKS.split(line.strip(), FIELDS + 1);
    if (fields.length < FIELDS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProcNetRow(
              end(fields[1], order),
              end(fields[2], order),
              TcpState.of(Integer.parseUnsignedInt(fields[3], 16)),
              Integer.toUnsignedLong(Integer.parseUnsignedInt(fields[7])),
              Integer.toUnsignedLong(Integer.parseUnsignedInt(fields[9]))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static InetSocketAddress end(String text, ByteOrder order) {
    int colon = text.indexOf(':');
    if ((colon != 8 && colon != 32) || text.length() != colon + 5) {
      throw new IllegalArgumentException(text);
    }
    ByteBuffer address = ByteBuffer.allocate(colon / 2).order(order);
    for (int i = 0; i < colon; i += 8) {
      address.putInt(HexFormat.fromHexDigits(text, i, i + 8));
    }
    int port = HexFormat.fromHexDigits(text, colon + 1, text.length());
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address.array()), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /// An address in the form of the file.
  ///
  /// @param mapped whether an IPv4 address is written as IPv6
  static String format(InetSocketAddress end, boolean mapped, ByteOrder order) {
    byte[] bytes = end.getAddress().getAddress();
    StringBuilder text = new StringBuilder(37);
    if (mapped) {
      text.append("0000000000000000").append(word(new byte[] {0, 0, -1, -1}, 0, order));
    }
    for (int i = 0; i < bytes.length; i += 4) {
      text.append(word(bytes, i, order));
    }
    return text.append(':').append(HEX.toHexDigits((short) end.getPort())).toString();
  }

  private static String word(byte[] bytes, int at, ByteOrder order) {
    return HEX.toHexDigits(ByteBuffer.wrap(bytes).order(order).getInt(at));
  }
}
