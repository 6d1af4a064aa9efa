package dev.sennit.pb.jelly;

import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.ItemSplicer;
import java.lang.ref.Reference;
import java.util.List;
import java.util.function.Consumer;

/// A value on its way out: its items, with gaps where objects stay at home and a reference to them
/// is to be put. Which number a reference has is known only when the message is written, since
/// references are counted in the order of the wire.
public final class Jellied {
  /// Numbers what stays at home.
  @FunctionalInterface
  public interface Numbering {
    /// The item for an object that [JellyWriter#gap] was given.
    Item number(Object object);
  }

  /// What is to be put in.
  ///
  /// @param position before which byte
  /// @param order among those at the same position
  /// @param what an [Item], or an object that is to be numbered
  record Gap(int position, int order, Object what) implements Comparable<Gap> {
    @Override
    public int compareTo(Gap other) {
      return position != other.position
          ? Integer.compare(position, other.position)
          : Integer.compare(order, other.order);
    }
  }

  private final Item item;
  private final List<Gap> gaps;
  private final List<Object> kept;

  /// @param kept what must not be collected before the value is written
  Jellied(Item item, List<Gap> gaps, List<Object> kept) {
    this.item = item;
    this.gaps = gaps;
    this.kept = kept;
  }

  /// A value that is items already.
  public static Jellied of(Item item) {
    return new Jellied(item, List.of(), List.of());
  }

  /// How many bytes there are, without what the gaps will hold.
  public int length() {
    return item.length();
  }

  /// Whether anything stays at home.
  public boolean hasGaps() {
    return !gaps.isEmpty();
  }

  /// Tells what stands in the gaps, since the value is not sent after all.
  public void drop(Consumer<Object> left) {
    drop(gaps, left);
  }

  static void drop(List<Gap> gaps, Consumer<Object> left) {
    for (Gap gap : gaps) {
      if (!(gap.what() instanceof Item)) {
        left.accept(gap.what());
      }
    }
  }

  /// Fills the gaps. To be called once.
  public Item item(Numbering numbering) {
    try {
      return gaps.isEmpty() ? item : spliced(numbering);
    } finally {
      Reference.reachabilityFence(kept);
    }
  }

  private Item spliced(Numbering numbering) {
    ItemSplicer splicer = new ItemSplicer(item);
    for (Gap gap : gaps) {
      splicer.insert(
          gap.position(), gap.what() instanceof Item fixed ? fixed : numbering.number(gap.what()));
    }
    return splicer.finish();
  }
}
