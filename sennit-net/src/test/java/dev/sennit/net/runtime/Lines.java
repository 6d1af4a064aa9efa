package dev.sennit.net.runtime;

import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionListener;
import dev.sennit.net.Delivery;
import dev.sennit.net.Limits;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.Reply;
import dev.sennit.net.Timeouts;
import dev.sennit.net.session.InOrder;
import dev.sennit.net.session.Outbox;
import dev.sennit.net.session.Session;
import dev.sennit.net.wire.WireReader;
import dev.sennit.net.wire.WireWriter;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A protocol of the tests: lines of text. A plain line is a request, and is answered by a line, in
/// the order of the requests; a failure is answered by `! class`. `?N text` is a question to the
/// other side, which answers `=N text`. `BAD` cannot be read; `boom` breaks the session and
/// `unwritable` the writer.
final class Lines {
  static final int MOST_BYTES = 1 << 20;
  static final Peer NOBODY =
      Peer.of(
          InetSocketAddress.createUnresolved("peer", 1),
          InetSocketAddress.createUnresolved("here", 2));

  private Lines() {}

  /// What a handler is asked.
  record Question(String text, Talk talk) {}

  static final class Reader implements WireReader<String> {
    @Override
    public @Nullable String read(ByteBuf in) {
      int end = in.bytesBefore((byte) '\n');
      if (end < 0) {
        if (in.readableBytes() > MOST_BYTES) {
          throw new ProtocolException("line: too long");
        }
        return null;
      }
      String line = in.readString(end, StandardCharsets.UTF_8);
      in.skipBytes(1);
      if (line.equals("BAD")) {
        throw new ProtocolException("line: BAD (expected: another)");
      }
      if (line.equals("broken reader")) {
        throw new IllegalStateException("the reader broke");
      }
      return line;
    }
  }

  static final class Writer implements WireWriter<String> {
    @Override
    public void write(String message, ByteBuf out) {
      if (message.equals("unwritable")) {
        throw new IllegalStateException("the writer broke");
      }
      out.writeCharSequence(message, StandardCharsets.UTF_8);
      out.writeByte('\n');
    }
  }

  /// One side of a conversation; both sides are alike.
  static final class Talk implements Session<String, Question, String> {
    private final Map<Long, Reply<String>> questions = new ConcurrentHashMap<>();
    private final Map<Long, Long> asked = new HashMap<>();
    private final AtomicLong nextQuestion = new AtomicLong();
    private final AtomicLong nextCall = new AtomicLong();
    private final Map<Long, Long> slots = new HashMap<>();
    private final InOrder<String> order = new InOrder<>();
    private final Consumer<String> plainAnswers;
    private boolean inside;
    private boolean ending;
    private CloseReason reason = CloseReason.DONE;
    volatile @Nullable Dialogue<String, Question, String> channel;
    volatile @Nullable CloseReason closed;

    Talk(Consumer<String> plainAnswers) {
      this.plainAnswers = plainAnswers;
    }

    /// Asks the other side; on any thread.
    Reply<String> ask(String text) {
      long number = nextQuestion.incrementAndGet();
      Reply<String> reply = new Reply<>();
      questions.put(number, reply);
      Dialogue<String, Question, String> to = channel;
      if (to == null || !to.run(out -> sendQuestion(number, text, out))) {
        reply.completeExceptionally(new IllegalStateException("no connection"));
      }
      return reply;
    }

    /// Sends a line; on any thread.
    void say(String line) {
      Dialogue<String, Question, String> to = channel;
      if (to != null) {
        to.run(out -> out.send(line));
      }
    }

    private void sendQuestion(long number, String text, Outbox<String, Question> out) {
      if (closed != null) {
        Objects.requireNonNull(questions.remove(number))
            .completeExceptionally(new IllegalStateException("closed"));
      } else {
        out.send("?" + number + " " + text);
      }
    }

    private void enter() {
      if (inside) {
        throw new AssertionError("the session was entered again");
      }
      inside = true;
    }

    @Override
    @SuppressWarnings("unchecked") // the outbox of a connection is its dialogue
    public void opened(Outbox<String, Question> out) {
      channel = (Dialogue<String, Question, String>) out;
    }

    @Override
    public void received(String line, Outbox<String, Question> out) {
      enter();
      try {
        if (line.equals("boom")) {
          throw new IllegalStateException("the session broke");
        }
        if (line.startsWith("=")) {
          int space = line.indexOf(' ');
          Reply<String> reply = questions.remove(Long.parseLong(line, 1, space, 10));
          if (reply != null) {
            reply.complete(line.substring(space + 1));
          }
        } else if (line.startsWith("?")) {
          int space = line.indexOf(' ');
          long call = nextCall.incrementAndGet();
          asked.put(call, Long.parseLong(line, 1, space, 10));
          out.call(call, new Question(line.substring(space + 1), this));
        } else if (line.startsWith(">")) {
          plainAnswers.accept(line.substring(1));
        } else if (!ending) {
          long call = nextCall.incrementAndGet();
          slots.put(call, order.begin());
          out.call(call, new Question(line, this));
        }
      } finally {
        inside = false;
      }
    }

    @Override
    public void answered(long call, String answer, Outbox<String, Question> out) {
      reply(call, answer, out);
    }

    @Override
    public void failed(long call, Throwable cause, Outbox<String, Question> out) {
      reply(call, "! " + cause.getClass().getSimpleName(), out);
    }

    private void reply(long call, String text, Outbox<String, Question> out) {
      enter();
      try {
        Long question = asked.remove(call);
        if (question != null) {
          out.send("=" + question + " " + text);
        } else {
          order.end(Objects.requireNonNull(slots.remove(call)), text, out::send);
        }
        closeIfDone(out);
      } finally {
        inside = false;
      }
    }

    @Override
    public void malformed(ProtocolException fault, Outbox<String, Question> out) {
      out.send("? " + fault.getMessage());
      out.close(CloseReason.PROTOCOL_FAULT);
    }

    @Override
    public void due(long nanoTime, Outbox<String, Question> out) {
      out.send("due");
    }

    @Override
    public void ended(Outbox<String, Question> out) {
      end(CloseReason.PEER_CLOSED, out);
    }

    @Override
    public void stop(Outbox<String, Question> out) {
      end(CloseReason.STOPPED, out);
    }

    private void end(CloseReason why, Outbox<String, Question> out) {
      enter();
      try {
        ending = true;
        reason = why;
        closeIfDone(out);
      } finally {
        inside = false;
      }
    }

    private void closeIfDone(Outbox<String, Question> out) {
      if (ending && order.pending() == 0 && asked.isEmpty()) {
        out.close(reason);
      }
    }

    @Override
    public void closed(CloseReason why, @Nullable Throwable cause) {
      closed = why;
      questions
          .values()
          .forEach(reply -> reply.completeExceptionally(new IllegalStateException("closed")));
    }
  }

  static Conversation<String, Question, String> conversation() {
    return new Conversation<>(new Reader(), new Writer(), new Talk(_ -> {}));
  }

  static Terms terms(Delivery delivery) {
    return terms(delivery, ConnectionListener.NONE);
  }

  static Terms terms(Delivery delivery, ConnectionListener listener) {
    return new Terms("lines", delivery, Limits.defaults(), Timeouts.defaults(), listener);
  }

  static Terms with(Terms terms, Limits limits) {
    return new Terms(terms.room(), terms.delivery(), limits, terms.timeouts(), terms.listener());
  }

  static Terms with(Terms terms, Timeouts timeouts) {
    return new Terms(terms.room(), terms.delivery(), terms.limits(), timeouts, terms.listener());
  }

  /// Peers do not matter to most handlers.
  interface Plain {
    String handle(String text) throws Exception;
  }

  static Handler<Question, String> plain(Plain handler) {
    return (question, _) -> CompletableFuture.completedFuture(handler.handle(question.text()));
  }

  static Handler<Question, String> echo() {
    return plain(text -> text);
  }

  /// For handlers that want to know who asks.
  static Handler<Question, String> of(Function<Peer, String> handler) {
    return (_, peer) -> CompletableFuture.completedFuture(handler.apply(peer));
  }
}
