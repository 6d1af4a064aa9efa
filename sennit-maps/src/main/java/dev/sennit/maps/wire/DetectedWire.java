package dev.sennit.maps.wire;

import dev.sennit.net.wire.WireReader;
import dev.sennit.net.wire.WireWriter;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Both wires on one port, on a server: the first byte of a connection tells which of them the
/// client speaks. A netstring begins with a digit, and no verb of tcp_table does.
///
/// Reads and writes for one connection, since the replies follow the choice.
public final class DetectedWire implements WireReader<MapsRequest>, WireWriter<MapsMessage> {
  private final int limit;
  private WireWriter<MapsMessage> writer = new TcpTableWriter(TcpTableStyle.POSTFIX);
  private @Nullable WireReader<MapsRequest> reader;

  /// @param limit the most bytes of a request
  public DetectedWire(int limit) {
    this.limit = limit;
  }

  @Override
  public @Nullable MapsRequest read(ByteBuf in) {
    WireReader<MapsRequest> chosen = reader;
    if (chosen == null) {
      if (!in.isReadable()) {
        return null;
      }
      byte first = in.getByte(in.readerIndex());
      if (first >= '0' && first <= '9') {
        chosen = new SocketmapRequestReader(limit);
        writer = new SocketmapWriter();
      } else {
        chosen = new TcpTableRequestReader(limit, TcpTableStyle.POSTFIX);
      }
      reader = chosen;
    }
    return chosen.read(in);
  }

  @Override
  public void write(MapsMessage message, ByteBuf out) {
    writer.write(message, out);
  }
}
