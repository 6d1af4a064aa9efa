package dev.sennit.pb.wire;

import dev.sennit.net.ProtocolException;
import dev.sennit.net.wire.Octets;
import dev.sennit.net.wire.WireReader;
import dev.sennit.net.wire.WireWriter;
import dev.sennit.pb.wire.BananaCursor.Kind;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One connection's messages and their bytes, both ways. It follows the agreement on a dialect,
/// since what may come and how it is written depends on it.
public final class PbWire implements WireReader<PbMessage>, WireWriter<PbMessage> {
  private static final Item YES = Item.of(1);
  private static final Item NO = Item.of(0);

  private static final Head VERSION = Head.of("version", 1);
  private static final Head MESSAGE = Head.of("message", 6);
  private static final Head CACHEMESSAGE = Head.of("cachemessage", 6);
  private static final Head ANSWER = Head.of("answer", 2);
  private static final Head ERROR = Head.of("error", 2);
  private static final Head DECREF = Head.of("decref", 1);
  private static final Head DECACHE = Head.of("decache", 1);
  private static final Head UNCACHE = Head.of("uncache", 1);

  /// How a command begins: its list and its name.
  ///
  /// @param word in the dialect that has words
  /// @param spelled in the other
  private record Head(Item word, Item spelled) {
    static Head of(String name, int items) {
      return new Head(begun(Dialect.PB, name, items), begun(Dialect.NONE, name, items));
    }

    private static Item begun(Dialect dialect, String name, int items) {
      return new BananaWriter(dialect, BananaLimits.defaults())
          .list(items + 1)
          .string(name)
          .finish();
    }
  }

  private final boolean server;
  private final List<Dialect> dialects;
  private final BananaLimits limits;
  private final BananaScan scan;
  private @Nullable Dialect dialect;
  private boolean heard; // the peer's first message, whatever it was

  /// @param server whether this side offers the dialects
  /// @param dialects what this side speaks, the best first
  public PbWire(boolean server, List<Dialect> dialects, BananaLimits limits) {
    this.server = server;
    this.dialects = List.copyOf(dialects);
    this.limits = limits;
    this.scan = new BananaScan(limits);
  }

  /// The dialect that was agreed upon, or null before that.
  public @Nullable Dialect dialect() {
    return dialect;
  }

  @Override
  public @Nullable PbMessage read(ByteBuf in) {
    int length = scan.find(in, dialect == Dialect.PB);
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    BananaCursor cursor = new BananaCursor(bytes, 0, length);
    if (heard) {
      return command(cursor);
    }
    heard = true;
    return server ? choice(cursor) : offer(cursor);
  }

  private PbMessage choice(BananaCursor cursor) {
    if (cursor.next() != Kind.STRING) {
      throw new ProtocolException("dialect: no string (expected: the name of one)");
    }
    String word = cursor.text();
    dialect = Dialect.named(word, dialects).orElse(null);
    return new PbMessage.Choice(word);
  }

  private PbMessage offer(BananaCursor cursor) {
    if (cursor.next() != Kind.LIST) {
      throw new ProtocolException("dialects: no list (expected: a list of their names)");
    }
    List<String> words = new ArrayList<>();
    for (int i = cursor.count(); i > 0; i--) {
      if (cursor.next() != Kind.STRING) {
        throw new ProtocolException("dialects: no string (expected: a list of their names)");
      }
      words.add(cursor.text());
    }
    dialect = Dialect.choose(words, dialects).orElse(null);
    return new PbMessage.Offer(words);
  }

  private static PbMessage command(BananaCursor cursor) {
    if (cursor.next() != Kind.LIST || cursor.count() == 0) {
      throw new ProtocolException("command: none (expected: a list that begins with its name)");
    }
    int items = cursor.count() - 1;
    if (cursor.next() != Kind.STRING) {
      throw new ProtocolException("command: no string (expected: its name)");
    }
    String word = cursor.text();
    return switch (word) {
      case "version" -> new PbMessage.Version(one(word, items, cursor));
      case "message" -> call(word, items, cursor, false);
      case "cachemessage" -> call(word, items, cursor, true);
      case "answer" -> {
        expect(word, items, 2);
        yield new PbMessage.Answer(cursor.skip(), cursor.skip());
      }
      case "error" -> {
        expect(word, items, 2);
        yield new PbMessage.Failed(cursor.skip(), cursor.skip());
      }
      case "decref" -> new PbMessage.Decref(one(word, items, cursor));
      case "decache" -> new PbMessage.Decache(one(word, items, cursor));
      case "uncache" -> new PbMessage.Uncache(one(word, items, cursor));
      default -> new PbMessage.Unknown(word);
    };
  }

  private static Item one(String word, int items, BananaCursor cursor) {
    expect(word, items, 1);
    return cursor.skip();
  }

  private static void expect(String word, int items, int expected) {
    if (items != expected) {
      throw new ProtocolException(word + ": " + items + " items (expected: " + expected + ")");
    }
  }

  private static PbMessage call(String word, int items, BananaCursor cursor, boolean toCache) {
    expect(word, items, 6);
    Item request = cursor.skip();
    Item target = cursor.skip();
    if (cursor.next() != Kind.STRING) {
      throw new ProtocolException(word + ": no string (expected: the name of a method)");
    }
    Octets method = cursor.octets();
    if (method.strictUtf8().isEmpty()) {
      throw new ProtocolException(
          word + ": method " + method.forLog() + " (expected: its name in UTF-8)");
    }
    boolean answered = isTrue(cursor);
    return new PbMessage.Call(
        request, target, method, answered, cursor.skip(), cursor.skip(), toCache);
  }

  /// Takes an item, as Python sees it.
  private static boolean isTrue(BananaCursor cursor) {
    return switch (cursor.next()) {
      case NUMBER -> !cursor.isLong() || cursor.number() != 0;
      case REAL -> cursor.real() != 0;
      case STRING -> !cursor.octets().isEmpty();
      case LIST -> {
        int count = cursor.count();
        for (int i = 0; i < count; i++) {
          cursor.skip();
        }
        yield count > 0;
      }
    };
  }

  @Override
  public void write(PbMessage message, ByteBuf out) {
    switch (message) {
      case PbMessage.Offer(List<String> words) -> {
        BananaWriter writer = new BananaWriter(Dialect.NONE, limits).list(words.size());
        words.forEach(writer::string);
        writer.finish().writeTo(out);
      }
      case PbMessage.Choice(String word) ->
          new BananaWriter(Dialect.NONE, limits).string(word).finish().writeTo(out);
      case PbMessage.Call call -> call(call, out);
      case PbMessage.Version(Item number) -> command(VERSION, out, number);
      case PbMessage.Answer(Item request, Item value) -> command(ANSWER, out, request, value);
      case PbMessage.Failed(Item request, Item value) -> command(ERROR, out, request, value);
      case PbMessage.Decref(Item target) -> command(DECREF, out, target);
      case PbMessage.Decache(Item target) -> command(DECACHE, out, target);
      case PbMessage.Uncache(Item target) -> command(UNCACHE, out, target);
      case PbMessage.Unknown(String word) -> command(Head.of(word, 0), out);
    }
  }

  private void call(PbMessage.Call call, ByteBuf out) {
    command(
        call.toCache() ? CACHEMESSAGE : MESSAGE,
        out,
        call.request(),
        call.target(),
        writer().string(call.method()).finish(),
        call.answered() ? YES : NO,
        call.arguments(),
        call.keywords());
  }

  private BananaWriter writer() {
    Dialect now = dialect;
    return new BananaWriter(now == null ? Dialect.NONE : now, limits);
  }

  /// Nothing is written of a message that is too long.
  private void command(Head command, ByteBuf out, Item... items) {
    Item head = dialect == Dialect.PB ? command.word() : command.spelled();
    long length = head.length();
    for (Item item : items) {
      length += item.length();
    }
    if (length > limits.messageBytes()) {
      throw new ProtocolException(
          "message: " + length + " bytes (expected: " + limits.messageBytes() + " or fewer)");
    }
    out.ensureWritable((int) length);
    head.writeTo(out);
    for (Item item : items) {
      item.writeTo(out);
    }
  }
}
