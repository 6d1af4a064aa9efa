package dev.sennit.ident.wire;

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

/// What a reader makes of bytes that come in pieces and then end, up to the first fault.
///
/// @param messages in order
/// @param fault what the reader gave up with, or null
/// @param heldBytes the most bytes that were left in the buffer after a piece
record Reading(List<IdentMessage> messages, @Nullable String fault, int heldBytes) {

  /// Reads as a connection does: all whole messages after each piece, and what the end makes whole.
  static Reading of(WireReader<IdentMessage> reader, List<byte[]> pieces) {
    ByteBuf in = Unpooled.buffer();
    List<IdentMessage> messages = new ArrayList<>();
    int held = 0;
    try {
      for (byte[] piece : pieces) {
        in.writeBytes(piece);
        readAll(reader, in, messages);
        held = Math.max(held, in.readableBytes());
        in.discardReadBytes();
      }
      IdentMessage last = in.isReadable() ? reader.readLast(in) : null;
      if (last != null) {
        messages.add(last);
      }
      return new Reading(messages, null, held);
    } catch (ProtocolException fault) {
      return new Reading(messages, String.valueOf(fault.getMessage()), held);
    } finally {
      in.release();
    }
  }

  private static void readAll(
      WireReader<IdentMessage> reader, ByteBuf in, List<IdentMessage> messages) {
    for (IdentMessage next = reader.read(in); next != null; next = reader.read(in)) {
      messages.add(next);
    }
  }

  /// Reads the bytes in one piece.
  static Reading of(WireReader<IdentMessage> reader, byte[] bytes) {
    return of(reader, List.of(bytes));
  }

  /// Reads the bytes whole, one by one and in pieces of odd lengths, and wants the same each time,
  /// with no more than the limit held in between.
  ///
  /// @throws AssertionError if the outcome depends on the pieces, or more is held
  static void checkEverySplit(
      Supplier<? extends WireReader<IdentMessage>> readers, byte[] bytes, int mostHeld) {
    Reading whole = of(readers.get(), bytes);
    Reading dripped = of(readers.get(), Drip.oneByOne(bytes));
    whole.mustBeLike(dripped);
    whole.mustBeLike(of(readers.get(), oddPieces(bytes)));
    if (dripped.heldBytes() > mostHeld) {
      throw new AssertionError("held: " + dripped.heldBytes() + " (expected: <= " + mostHeld + ")");
    }
  }

  private void mustBeLike(Reading other) {
    if (!messages.equals(other.messages) || (fault == null) != (other.fault == null)) {
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
