package dev.sennit.pb.wire;

import java.util.ArrayList;
import java.util.List;

/// Puts items into the gaps of another.
public final class ItemSplicer {
  private record Piece(int position, Item item) {}

  private final Item base;
  private final List<Piece> pieces = new ArrayList<>();
  private int length;

  /// @param base what has the gaps
  public ItemSplicer(Item base) {
    this.base = base;
    this.length = base.length();
  }

  /// Puts an item, or the beginning of one, in; positions must not go down.
  ///
  /// @param position before which byte of the base
  public void insert(int position, Item item) {
    pieces.add(new Piece(position, item));
    length += item.length();
  }

  /// The whole.
  public Item finish() {
    byte[] whole = new byte[length];
    int at = 0;
    int copied = 0;
    for (Piece piece : pieces) {
      base.copyTo(copied, piece.position(), whole, at);
      at += piece.position() - copied;
      copied = piece.position();
      piece.item().copyTo(whole, at);
      at += piece.item().length();
    }
    base.copyTo(copied, base.length(), whole, at);
    return new Item(whole, 0, length);
  }
}
