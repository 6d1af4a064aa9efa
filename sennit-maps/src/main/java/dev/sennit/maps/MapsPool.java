package dev.sennit.maps;

import dev.sennit.maps.session.MapsClientSession;
import dev.sennit.maps.wire.MapsMessage;
import dev.sennit.maps.wire.MapsReply;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.maps.wire.SocketmapReplyReader;
import dev.sennit.maps.wire.SocketmapWriter;
import dev.sennit.maps.wire.TcpTableReplyReader;
import dev.sennit.maps.wire.TcpTableStyle;
import dev.sennit.maps.wire.TcpTableWriter;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.runtime.Conversation;
import dev.sennit.net.runtime.NettyConnector;
import dev.sennit.net.runtime.SessionChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// The connections of one client. A request goes to a connection with room; else to a new one, up
/// to the limit; else it waits in a queue for the first room there is.
///
/// The lock guards the lists; requests are sent and replies given outside of it.
final class MapsPool {

  /// A request and who wants its reply.
  record Job(MapsRequest request, CompletableFuture<MapsReply> reply) {}

  private final class Line implements MapsClientSession.Owner {
    final MapsClientSession session =
        new MapsClientSession(options.target().toString(), options.timeouts().request(), this);
    @Nullable SessionChannel<MapsMessage, Void, Void> channel;
    int outstanding;
    boolean ending;
    boolean gone;
    volatile boolean proven;

    @Override
    public void ending() {
      MapsPool.this.ending(this);
    }

    @Override
    public void gone() {
      MapsPool.this.gone(this);
    }
  }

  private final MapsClientOptions options;
  private final NettyConnector connector;

  /// Those that take requests.
  private final List<Line> lines = new ArrayList<>();

  /// Those that are not gone.
  private final Set<Line> living = new HashSet<>();

  private final ArrayDeque<Job> waiting = new ArrayDeque<>();
  private int connecting;
  private boolean closed;
  private final CompletableFuture<Void> allGone = new CompletableFuture<>();

  MapsPool(MapsClientOptions options, NettyConnector connector) {
    this.options = options;
    this.connector = connector;
  }

  /// Sends the request when there is room; the job's future is completed exactly once.
  void submit(Job job) {
    Line line = null;
    boolean refused;
    boolean connect = false;
    synchronized (lines) {
      refused = closed;
      if (!refused) {
        line = withRoom();
        if (line == null) {
          waiting.add(job);
          connect = mayConnect();
        }
      }
    }
    if (refused) {
      job.reply().completeExceptionally(clientClosed());
    } else if (line != null) {
      send(line, job);
    } else if (connect) {
      connect();
    }
  }

  static ConnectionLostException clientClosed() {
    return new ConnectionLostException("the client is closed");
  }

  /// Whether another connection is allowed and of use; counts it. Under the lock.
  private boolean mayConnect() {
    boolean may =
        lines.size() + connecting < options.connections()
            && (long) connecting * options.pipelining() < waiting.size();
    if (may) {
      connecting++;
    }
    return may;
  }

  /// A connection with room, its place taken. Under the lock.
  private @Nullable Line withRoom() {
    for (Line line : lines) {
      if (line.outstanding < options.pipelining()) {
        line.outstanding++;
        return line;
      }
    }
    return null;
  }

  private void send(Line line, Job job) {
    SessionChannel<MapsMessage, Void, Void> channel = line.channel;
    if (channel == null) {
      throw new IllegalStateException("a line is listed before it is connected");
    }
    boolean running =
        channel.run(out -> {
          boolean taken =
              line.session.ask(
                  job.request(),
                  (reply, failure) -> {
                    line.proven |= reply != null;
                    next(line);
                    if (reply != null) {
                      job.reply().complete(reply);
                    } else {
                      job.reply().completeExceptionally(failure);
                    }
                  },
                  out);
          if (!taken) {
            notTaken(line, job);
          }
        });
    if (!running) {
      notTaken(line, job);
    }
  }

  /// The request was not sent, so that even a change may go to another connection. Only a
  /// connection that has brought a reply excuses that: a server that hangs up on everybody would be
  /// called for ever.
  private void notTaken(Line line, Job job) {
    ending(line);
    if (line.proven) {
      submit(job);
    } else {
      job.reply()
          .completeExceptionally(
              new ConnectionLostException(options.target() + ": the connection was closed"));
    }
  }

  /// Gives the place that a reply has freed to the first that waits.
  private void next(Line line) {
    Job job;
    synchronized (lines) {
      job = line.ending ? null : waiting.poll();
      if (job == null) {
        line.outstanding--;
      }
    }
    if (job != null) {
      send(line, job);
    }
  }

  private void connect() {
    Line line = new Line();
    connector
        .connect(() -> conversation(line))
        .whenComplete((channel, failure) -> {
          if (failure == null) {
            connected(line, channel);
          } else {
            notConnected(
                failure instanceof CompletionException e && e.getCause() != null
                    ? e.getCause()
                    : failure);
          }
        });
  }

  private Conversation<MapsMessage, Void, Void> conversation(Line line) {
    return switch (options.protocol()) {
      case TCP_TABLE ->
          new Conversation<>(
              new TcpTableReplyReader(TcpTableWriter.MAX_REPLY_BYTES),
              new TcpTableWriter(TcpTableStyle.POSTFIX),
              line.session);
      case SOCKETMAP ->
          new Conversation<>(
              new SocketmapReplyReader(SocketmapWriter.MAX_REPLY_BYTES),
              new SocketmapWriter(),
              line.session);
      case DETECT -> throw new IllegalStateException("a client speaks first");
    };
  }

  private void connected(Line line, SessionChannel<MapsMessage, Void, Void> channel) {
    List<Job> jobs = new ArrayList<>();
    boolean lost;
    boolean end;
    synchronized (lines) {
      connecting--;
      line.channel = channel;
      lost = line.ending;
      end = closed;
      if (!line.gone) {
        living.add(line);
      }
      if (!lost) {
        lines.add(line);
      }
      while (!lost && line.outstanding < options.pipelining() && !waiting.isEmpty()) {
        line.outstanding++;
        jobs.add(waiting.remove());
      }
    }
    jobs.forEach(job -> send(line, job));
    if (lost) {
      failWaiting(new ConnectionLostException(options.target() + ": the connection was closed"));
    } else if (end) {
      stop(line);
    }
  }

  private void notConnected(Throwable failure) {
    synchronized (lines) {
      connecting--;
    }
    failWaiting(failure);
  }

  /// Without any connection nobody who waits can be served; with one they wait on.
  private void failWaiting(Throwable failure) {
    List<Job> jobs = List.of();
    synchronized (lines) {
      if (lines.isEmpty() && connecting == 0) {
        jobs = new ArrayList<>(waiting);
        waiting.clear();
      }
      checkGone();
    }
    jobs.forEach(job -> job.reply().completeExceptionally(failure));
  }

  /// The line takes no more requests; who waits gets another one. A line that ends before it is
  /// listed counts as not connected.
  private void ending(Line line) {
    boolean connect;
    synchronized (lines) {
      line.ending = true;
      connect = lines.remove(line) && !closed && !waiting.isEmpty() && mayConnect();
    }
    if (connect) {
      connect();
    }
  }

  private void gone(Line line) {
    synchronized (lines) {
      line.gone = true;
      living.remove(line);
      checkGone();
    }
  }

  /// Under the lock.
  private void checkGone() {
    if (closed && living.isEmpty() && connecting == 0) {
      allGone.complete(null);
    }
  }

  /// Fails what waits, lets what is sent be answered.
  ///
  /// @return completes when the last connection is gone
  CompletableFuture<Void> close() {
    List<Job> jobs;
    List<Line> open;
    synchronized (lines) {
      closed = true;
      jobs = new ArrayList<>(waiting);
      waiting.clear();
      open = new ArrayList<>(lines);
      checkGone();
    }
    for (Job job : jobs) {
      job.reply().completeExceptionally(clientClosed());
    }
    open.forEach(MapsPool::stop);
    return allGone;
  }

  private static void stop(Line line) {
    if (line.channel != null) {
      boolean _ = line.channel.run(line.session::stop);
    }
  }

  /// Ends every connection at once; what was sent fails.
  void breakOff() {
    List<Line> open;
    synchronized (lines) {
      open = new ArrayList<>(living);
    }
    for (Line line : open) {
      if (line.channel != null) {
        line.channel.breakOff();
      }
    }
  }
}
