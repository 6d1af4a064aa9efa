package dev.sennit.maps.wire;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.WireReader;
import dev.sennit.testkit.Drip;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a reader makes of bytes that come in pieces, up to the first fault.
///
/// @param messages in order
/// @param fault whether the reader gave up
/// @param heldBytes the most bytes that were left in the buffer after a piece
public record Reading<M>(List<M> messages, boolean fault, int heldBytes) {

  /// Reads as a connection does: all whole messages after each piece.
  public static <M> Reading<M> of(WireReader<M> reader, List<byte[]> pieces) {
    ByteBuf in = Unpooled.buffer();
    List<M> messages = new ArrayList<>();
    int held = 0;
    try {
      for (byte[] piece : pieces) {
        in.writeBytes(piece);
        for (@Nullable M message = reader.read(in); message != null; message = reader.read(in)) {
          messages.add(message);
        }
        held = Math.max(held, in.readableBytes());
        in.discardReadBytes();
      }
      return new Reading<>(messages, false, held);
    } catch (ProtocolException fault) {
      return new Reading<>(messages, true, held);
    } finally {
      in.release();
    }
  }

  /// Reads the bytes in one piece.
  public static <M> Reading<M> of(WireReader<M> reader, byte[] bytes) {
    return of(reader, List.of(bytes));
  }

  /// Reads the bytes whole, one by one and in pieces of odd lengths, and wants the same each time,
  /// with no more than the limit held in between.
  ///
  /// @throws AssertionError if the outcome depends on the pieces, or more is held
  public static <M> void checkEverySplit(
      Supplier<? extends WireReader<M>> readers, byte[] bytes, int mostHeld) {
    Reading<M> whole = of(readers.get(), bytes);
    Reading<M> dripped = of(readers.get(), Drip.oneByOne(bytes));
    whole.mustBeLike(dripped);
    whole.mustBeLike(of(readers.get(), oddPieces(bytes)));
    if (dripped.heldBytes() > mostHeld) {
      throw new AssertionError("held: " + dripped.heldBytes() + " (expected: <= " + mostHeld + ")");
    }
  }

  private void mustBeLike(Reading<M> other) {
    if (!messages.equals(other.messages) || fault != other.fault) {
      throw new AssertionError("in pieces: " + other + " (expected: " + this + ")");
    }
  }

  private static List<byte[]> oddPieces(byte[] bytes) {
    Random random = new Random(Arrays.hashCode(bytes));
    List<byte[]> pieces = new ArrayList<>();
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + 1 + random.nextInt(7));
      pieces.add(Arrays.copyOfRange(bytes, from, to));
      from = to;
    }
    return pieces;
  }
}
