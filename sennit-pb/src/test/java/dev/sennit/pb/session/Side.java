package dev.sennit.pb.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Peer;
import dev.sennit.net.wire.Octets;
import dev.sennit.pb.jelly.Jellied;
import dev.sennit.pb.jelly.JellyException;
import dev.sennit.pb.jelly.JellyReader;
import dev.sennit.pb.jelly.JellyWriter;
import dev.sennit.pb.jelly.PbFailure;
import dev.sennit.pb.jelly.PbTypes;
import dev.sennit.pb.jelly.References;
import dev.sennit.pb.wire.BananaLimits;
import dev.sennit.pb.wire.Bananas;
import dev.sennit.pb.wire.Dialect;
import dev.sennit.pb.wire.Item;
import dev.sennit.pb.wire.PbMessage;
import dev.sennit.pb.wire.PbWire;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One side, with what it told its owner.
final class Side implements PbOwner, Request.Sink {
  static final Item TUPLE = Bananas.item("01 80 0b 87");
  static final Item DICTIONARY = Bananas.item("01 80 05 87");
  private static final Peer PEER =
      Peer.of(
          InetSocketAddress.createUnresolved("peer", 1),
          InetSocketAddress.createUnresolved("here", 2));
  private static final List<Dialect> BOTH = List.of(Dialect.PB, Dialect.NONE);
  private static final PbTypes TYPES = PbTypes.standard().cache("a.C", Object::new, (_, _) -> {});

  final PbWire wire;
  final PbSession session;
  final RecordingOutbox out;
  final List<Object> told = new ArrayList<>();
  int left;

  Side(boolean server, int references) {
    this(server, references, 1_000);
  }

  Side(boolean server, int references, int holding) {
    wire = new PbWire(server, BOTH, BananaLimits.defaults());
    session =
        new PbSession(
            server, BOTH, wire, TYPES, BananaLimits.defaults(), references, holding, 10_000, this);
    out = new RecordingOutbox(wire);
    session.opened(PEER, out);
  }

  /// A server that has been greeted, whose root is the text "root".
  static Side open() {
    return open(1_000);
  }

  /// The same, that holds so many references and caches at most.
  static Side open(int holding) {
    Side side = new Side(true, 3, holding);
    side.session.publish("root", "root");
    side.receive("02 82 70 62");
    side.receive("02 80 13 87 06 81");
    side.out.sent.clear();
    side.told.clear();
    return side;
  }

  /// What an error tells.
  static PbFailure failure(PbMessage message) {
    assertThat(message).isInstanceOf(PbMessage.Failed.class);
    Item value = ((PbMessage.Failed) message).value();
    return (PbFailure)
        Objects.requireNonNull(new JellyReader(PbTypes.standard(), References.NONE).read(value));
  }

  /// What a call's arguments are.
  static List<@Nullable Object> arguments(Side side) {
    return side.out.asked.getLast().ask().arguments();
  }

  void receive(String hex) {
    session.received(
        Objects.requireNonNull(wire.read(Unpooled.wrappedBuffer(Bananas.bytes(hex)))), out);
  }

  void receive(PbMessage message) {
    session.received(message, out);
  }

  void call(Item target, Item arguments) {
    receive(
        new PbMessage.Call(
            Item.of(7), target, Octets.utf8("m"), true, arguments, DICTIONARY, false));
  }

  Request send(@Nullable Object argument, long timeoutNanos) {
    JellyWriter writer =
        new JellyWriter(
            PbTypes.standard(),
            Dialect.PB,
            BananaLimits.defaults(),
            (value, to) -> {
              to.gap(value);
              return true;
            });
    writer.banana().list(2).string("tuple");
    writer.value(argument);
    Request request =
        new Request(
            Item.of(1),
            false,
            Octets.utf8("m"),
            writer.finish(),
            Jellied.of(DICTIONARY),
            this,
            timeoutNanos);
    session.send(request, out);
    return request;
  }

  @Override
  public void ready(Dialect dialect) {
    told.add(dialect);
  }

  @Override
  public Object remote(long number, String tag) {
    told.add("remote " + number);
    return tag + number;
  }

  @Override
  public Object cached(long number, Object cache) {
    told.add("cached " + number);
    return cache;
  }

  @Override
  public Object cacheable(long number) {
    throw JellyException.key("lcache: " + number);
  }

  @Override
  public boolean decached(long number) {
    return false;
  }

  @Override
  public void discard(Object remote) {
    told.add("discard " + remote);
  }

  @Override
  public Object keyOf(Object object) {
    return object;
  }

  @Override
  public void unreferenced(Object object) {
    told.add("unreferenced");
  }

  @Override
  public void unsent(Object object) {
    told.add("unsent");
    if (object instanceof Late late) {
      late.dropped();
    }
  }

  @Override
  public void left(Request request) {
    left++;
  }

  @Override
  public void closed(ConnectionLostException cause, List<Object> held, List<HeldRemote> remotes) {
    told.add("closed, held " + held.size());
  }

  @Override
  public void answered(@Nullable Object value) {
    told.add("answer " + value);
  }

  @Override
  public void refused(@Nullable Object failure) {
    told.add(failure == null ? "None" : failure);
  }

  @Override
  public void failed(Throwable cause) {
    told.add(cause);
  }
}
