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
import dev.sennit.net.CloseReason;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.runtime.Conversation;
import dev.sennit.net.runtime.NettyConnector;
import dev.sennit.net.runtime.SessionChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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

  private final class Line {
    final MapsClientSession session;
    @Nullable SessionChannel<MapsMessage, Void, Void> channel;
    int outstanding;
    boolean lost;

    Line() {
      session =
          new MapsClientSession(
              options.target().toString(), options.timeouts().request(), () -> lost(this));
    }
  }

  private final MapsClientOptions options;
  private final NettyConnector connector;
  private final List<Line> lines = new ArrayList<>();
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
    Line line;
    boolean connect = false;
    synchronized (lines) {
      if (closed) {
        line = null;
      } else {
        line = withRoom();
        if (line == null) {
          waiting.add(job);
          connect = mayConnect();
        }
      }
    }
    if (line != null) {
      send(line, job);
    } else if (connect) {
      connect();
    } else if (isClosed()) {
      job.reply().completeExceptionally(new ConnectionLostException("the client is closed"));
    }
  }

  /// Whether another connection is allowed and of use; counts it. Under the lock.
  private boolean mayConnect() {
    boolean may =
        lines.size() + connecting < options.connections()
            && connecting * options.pipelining() < waiting.size();
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
    boolean sent =
        channel.run(out ->
            line.session.ask(
                job.request(),
                (reply, failure) -> {
                  next(line);
                  if (reply != null) {
                    job.reply().complete(reply);
                  } else {
                    job.reply().completeExceptionally(failure);
                  }
                },
                out));
    if (!sent) {
      job.reply()
          .completeExceptionally(
              new ConnectionLostException(options.target() + ": the connection was closed"));
    }
  }

  /// Gives the place that a reply has freed to the first that waits.
  private void next(Line line) {
    Job job;
    synchronized (lines) {
      job = lines.contains(line) ? waiting.poll() : null;
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
    };
  }

  private void connected(Line line, SessionChannel<MapsMessage, Void, Void> channel) {
    List<Job> jobs = new ArrayList<>();
    boolean end;
    synchronized (lines) {
      connecting--;
      line.channel = channel;
      end = closed;
      if (!line.lost) {
        lines.add(line);
      }
      while (!line.lost && line.outstanding < options.pipelining() && !waiting.isEmpty()) {
        line.outstanding++;
        jobs.add(waiting.remove());
      }
    }
    jobs.forEach(job -> send(line, job));
    if (line.lost) {
      failWaiting(new ConnectionLostException(options.target() + ": the connection was closed"));
    } else if (end) {
      channel.end(CloseReason.STOPPED);
    }
  }

  /// Without any connection nobody who waits can be served; with one they wait on.
  private void notConnected(Throwable failure) {
    synchronized (lines) {
      connecting--;
    }
    failWaiting(failure);
  }

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

  private void lost(Line line) {
    boolean connect;
    synchronized (lines) {
      line.lost = true;
      lines.remove(line);
      connect = !closed && !waiting.isEmpty() && mayConnect();
      checkGone();
    }
    if (connect) {
      connect();
    }
  }

  private boolean isClosed() {
    synchronized (lines) {
      return closed;
    }
  }

  /// Under the lock.
  private void checkGone() {
    if (closed && lines.isEmpty() && connecting == 0) {
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
      job.reply().completeExceptionally(new ConnectionLostException("the client is closed"));
    }
    for (Line line : open) {
      if (line.channel != null) {
        line.channel.end(CloseReason.STOPPED);
      }
    }
    return allGone;
  }

  /// Ends every connection at once; what was sent fails.
  void breakOff() {
    List<Line> open;
    synchronized (lines) {
      open = new ArrayList<>(lines);
    }
    for (Line line : open) {
      if (line.channel != null) {
        line.channel.breakOff();
      }
    }
  }
}
