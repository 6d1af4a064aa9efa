package dev.sennit.pb.session;

import dev.sennit.net.session.Outbox;
import dev.sennit.pb.jelly.Jellied;
import dev.sennit.pb.jelly.JellyReader;
import dev.sennit.pb.jelly.JellyWriter;
import dev.sennit.pb.jelly.PbFailure;
import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.PbMessage;
import dev.sennit.pb.wire.PbWire;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The values of one connection: what references in them mean, and how many there are.
final class Values implements Jellied.Numbering {
  private final PbTypes types;
  private final BananaLimits limits;
  private final PbWire wire;
  private final PbOwner owner;
  private final LocalObjects locals;
  private final RemoteTable remotes = new RemoteTable();
  private final CacheTable caches = new CacheTable();
  private final Set<Long> givenBack = new LinkedHashSet<>(0); // those that were never made
  private final int holding;
  private long[] counted = new long[8]; // references in the message that is written now
  private int countedSize;
  private long now;

  /// @param references how many objects of this side the peer may hold
  /// @param holding how many references, and how many caches, of the peer's this side may
  Values(
      PbTypes types, BananaLimits limits, PbWire wire, int references, int holding, PbOwner owner) {
    this.types = types;
    this.limits = limits;
    this.wire = wire;
    this.owner = owner;
    this.holding = holding;
    this.locals = new LocalObjects(references, owner::keyOf);
  }

  PbTypes types() {
    return types;
  }

  LocalObjects locals() {
    return locals;
  }

  RemoteTable remotes() {
    return remotes;
  }

  // ---- what comes

  /// Reads a value; if it cannot be read, gives back what it brought.
  @Nullable Object read(Item item, Outbox<PbMessage, PbAsk> out) {
    ReceivedReferences references =
        new ReceivedReferences(locals, remotes, caches, holding, owner, out.nanoTime());
    try {
      return new JellyReader(types, references).read(item);
    } catch (RuntimeException e) {
      references.discard();
      giveBack(item, references.count(), out);
      throw e;
    }
  }

  /// Gives back the references in a value that will not be used.
  ///
  /// @param made how many of them have handles that do it themselves
  void giveBack(Item value, int made, Outbox<PbMessage, PbAsk> out) {
    List<RemoteNumbers.Found> all = RemoteNumbers.in(value, types);
    for (RemoteNumbers.Found each : all.subList(Math.min(made, all.size()), all.size())) {
      Item number = Item.of(each.number());
      if (!each.cache()) {
        out.send(new PbMessage.Decref(number));
      } else {
        out.send(new PbMessage.Decache(number));
        if (each.number() > 0 && caches.get(each.number()) == null) {
          remember(each.number());
        }
      }
    }
  }

  /// The peer will say that it may be forgotten. One that sends very many and does not say so is
  /// not believed later.
  private void remember(long number) {
    givenBack.add(number);
    if (givenBack.size() > holding) {
      givenBack.remove(givenBack.iterator().next());
    }
  }

  @Nullable Object cache(long number) {
    return caches.get(number);
  }

  /// A handle of a cache is let go of.
  void decached() {
    caches.takeBack();
  }

  /// Forgets a cache.
  ///
  /// @return false if there is none
  boolean uncache(long number) {
    return caches.remove(number) || givenBack.remove(number);
  }

  // ---- what goes

  /// Begins a message: its references can be counted back until the next one begins.
  void begin(Outbox<PbMessage, PbAsk> out) {
    countedSize = 0;
    now = out.nanoTime();
  }

  @Override
  public Item number(Object object) {
    if (object instanceof Late late) {
      Item item = late.item(this);
      if (item == null) {
        throw locals.tooMany("cache");
      }
      return item;
    }
    LocalObjects.Entry entry = locals.refer(object, now);
    if (countedSize == counted.length) {
      counted = Arrays.copyOf(counted, 2 * countedSize);
    }
    counted[countedSize++] = entry.number;
    return RemoteForm.of(entry.number, wire.dialect());
  }

  /// The message was not written after all: nothing that it brought is held.
  void undo() {
    while (countedSize > 0) {
      locals.unrefer(counted[--countedSize]);
    }
  }

  /// A failure as it is written.
  Item jellied(PbFailure failure) {
    Dialect dialect = wire.dialect();
    JellyWriter writer =
        new JellyWriter(
            types, dialect == null ? Dialect.NONE : dialect, limits, JellyWriter.Others.NONE);
    writer.value(failure);
    return writer
        .finish()
        .item(object -> {
          throw new IllegalStateException(object + " in a failure");
        });
  }
}
