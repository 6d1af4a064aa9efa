package dev.sennit.ident;

import dev.sennit.ident.session.IdentServerSession;
import dev.sennit.ident.wire.IdentAnswer;
import dev.sennit.ident.wire.IdentMessage;
import dev.sennit.ident.wire.IdentQuery;
import dev.sennit.ident.wire.IdentQueryReader;
import dev.sennit.ident.wire.IdentWriter;
import dev.sennit.net.CloseReason;
import dev.sennit.net.Peer;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.session.Complaints;
import dev.sennit.net.session.Outbox;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// An ident server for one connection that another program has accepted, as inetd does: queries
/// come from a stream, replies go to another.
///
/// All that [IdentServerOptions] says of one connection holds here as well; what it says of many,
/// and of addresses, does not.
public final class IdentStreams {
  private static final Complaints FAILURES = new Complaints("dev.sennit.ident");
  private static final int CHUNK_BYTES = 4096;
  private static final int CHUNKS_WAITING = 4;
  private static final byte[] END = {};

  private final IdentHandler handler;
  private final long answerNanos;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private final Peer peer;
  private final IdentQueryReader reader;
  private final IdentServerSession session;
  private final BlockingQueue<byte[]> arriving = new ArrayBlockingQueue<>(CHUNKS_WAITING);
  private final Queue<Call> calls = new ArrayDeque<>();
  private final Decisions decisions;

  private record Call(long number, IdentQuery query) {}

  private IdentStreams(
      IdentServerOptions options,
      IdentHandler handler,
      InetSocketAddress local,
      InetSocketAddress remote,
      OutputStream out) {
    this.handler = handler;
    this.answerNanos = options.timeouts().answer().toNanos();
    this.local = local;
    this.remote = remote;
    this.peer = Peer.of(remote, local);
    this.reader = new IdentQueryReader(options.limits().frameBytes(), options.tolerance());
    this.session =
        new IdentServerSession(
            IdentServer.rules(options),
            new QueryGate(options.listener(), options.ratePerAddress()));
    this.decisions = new Decisions(new IdentWriter(options.style()), out);
  }

  /// Answers queries until the client, the time or the number of queries ends the conversation. All
  /// replies are written when this returns; the streams are not closed.
  ///
  /// @param handler is called on a virtual thread, one query after the other
  /// @param local the connection's address on this machine; its port is not looked at
  /// @param remote the client's address; its port is not looked at
  /// @param in is read on a thread of its own, which may still wait for bytes afterwards
  /// @throws IOException if a reply cannot be written
  /// @throws InterruptedException if this thread is interrupted
  public static void serve(
      IdentServerOptions options,
      IdentHandler handler,
      InetSocketAddress local,
      InetSocketAddress remote,
      InputStream in,
      OutputStream out)
      throws IOException, InterruptedException {
    IdentStreams streams = new IdentStreams(options, handler, local, remote, out);
    Thread.ofPlatform().daemon().name("sennit-ident-input").start(() -> streams.fetch(in));
    streams.run();
  }

  private void fetch(InputStream in) {
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      for (int count = in.read(chunk); count > 0; count = in.read(chunk)) {
        arriving.put(Arrays.copyOf(chunk, count));
      }
    } catch (IOException e) {
      // the client is gone, which is an end
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      arriving.put(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() throws IOException, InterruptedException {
    ByteBuf bytes = Unpooled.buffer(CHUNK_BYTES);
    session.opened(peer, decisions);
    while (!decisions.closed) {
      byte[] chunk = arriving.poll(decisions.nanosLeft(), TimeUnit.NANOSECONDS);
      if (chunk == null) {
        session.due(System.nanoTime(), decisions);
      } else {
        bytes.discardReadBytes().writeBytes(chunk);
        received(bytes, chunk.length == 0);
      }
      decisions.check();
    }
  }

  private void received(ByteBuf bytes, boolean last) throws InterruptedException {
    try {
      IdentMessage message = reader.read(bytes);
      while (message != null && !decisions.closed) {
        session.received(message, decisions);
        answer();
        message = reader.read(bytes);
      }
      message = last && bytes.isReadable() ? reader.readLast(bytes) : null;
      if (message != null && !decisions.closed) {
        session.received(message, decisions);
        answer();
      }
    } catch (ProtocolException e) {
      session.malformed(e, decisions);
    }
    if (last && !decisions.closed) {
      session.ended(decisions);
    }
  }

  /// Nothing is read meanwhile: the queue of what arrives is short.
  private void answer() throws InterruptedException {
    for (Call call = calls.poll(); call != null; call = calls.poll()) {
      IdentQuery query = call.query();
      IdentConnection connection =
          new IdentConnection(
              new InetSocketAddress(local.getAddress(), query.serverPort()),
              new InetSocketAddress(remote.getAddress(), query.clientPort()));
      FutureTask<IdentAnswer> task =
          new FutureTask<>(
              () -> Objects.requireNonNull(handler.answer(connection, peer), "answer"));
      Thread.startVirtualThread(task);
      try {
        IdentAnswer answer =
            answerNanos == 0 ? task.get() : task.get(answerNanos, TimeUnit.NANOSECONDS);
        session.answered(call.number(), answer, decisions);
      } catch (ExecutionException | TimeoutException e) {
        task.cancel(true);
        @Nullable Throwable cause = e.getCause();
        FAILURES.warn("ident: the handler failed", cause == null ? e : cause);
        session.failed(call.number(), e, decisions);
      }
    }
  }

  /// Carries out what the session decides.
  private final class Decisions implements Outbox<IdentMessage, IdentQuery> {
    private final IdentWriter writer;
    private final OutputStream out;
    private long wakeAt = Long.MAX_VALUE;
    private boolean closed;
    private @Nullable IOException failure;

    Decisions(IdentWriter writer, OutputStream out) {
      this.writer = writer;
      this.out = out;
    }

    @Override
    public void send(IdentMessage message) {
      ByteBuf bytes = Unpooled.buffer();
      writer.write(message, bytes);
      try {
        bytes.readBytes(out, bytes.readableBytes());
        out.flush();
      } catch (IOException e) {
        failure = e;
        closed = true;
      }
    }

    @Override
    public void call(long call, IdentQuery question) {
      calls.add(new Call(call, question));
    }

    @Override
    public void wakeAt(long nanoTime) {
      wakeAt = nanoTime;
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void close(CloseReason reason) {
      closed = true;
    }

    long nanosLeft() {
      return wakeAt == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, wakeAt - System.nanoTime());
    }

    void check() throws IOException {
      if (failure != null) {
        throw failure;
      }
    }
  }
}
