package dev.sennit.pb.wire;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.WireReader;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Takes one Banana item after the other, whatever they mean: for files of Banana, and streams that
/// were written down. Belongs to one thread.
///
/// Words are read whether the dialect that was agreed upon has them or not.
public final class ItemReader implements WireReader<Item> {
  private BananaScan scan;
  private final BananaLimits limits;
  private int looked;

  /// @param limits how large an item may be
  public ItemReader(BananaLimits limits) {
    this.limits = limits;
    this.scan = new BananaScan(limits);
  }

  /// Takes one whole item, or nothing.
  ///
  /// @return null if it is not whole yet
  /// @throws ProtocolException if it is none, or beyond a limit; [#looked()] says where. What is
  ///   read next is taken for the beginning of another
  @Override
  public @Nullable Item read(ByteBuf in) {
    int length;
    try {
      length = scan.find(in, true);
    } catch (ProtocolException e) {
      looked = scan.scanned();
      scan = new BananaScan(limits);
      throw e;
    }
    looked = scan.scanned();
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    return new Item(bytes, 0, length);
  }

  /// How many bytes of an item that is not whole, or bad, are good: whole items inside it.
  public int looked() {
    return looked;
  }
}
