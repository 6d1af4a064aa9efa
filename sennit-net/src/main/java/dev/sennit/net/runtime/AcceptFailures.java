package dev.sennit.net.runtime;

import dev.sennit.net.OnEventLoop;
import dev.sennit.net.session.Complaints;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What a listening socket does when a connection cannot be accepted, most likely because the
/// process has as many files open as it may.
///
/// The connection waits in the kernel's queue, so that nothing is lost: the longest idle one makes
/// room for it, and accepting goes on as soon as that can be closed. Where none is idle, accepting
/// rests for a second. The log has one line, and one a minute while it lasts.
///
/// @see <a href="https://man7.org/linux/man-pages/man2/accept.2.html#ERRORS">accept(2), EMFILE</a>
@OnEventLoop
final class AcceptFailures extends ChannelInboundHandlerAdapter {
  private static final Complaints FAILURES =
      new Complaints("dev.sennit.net", Duration.ofMinutes(1));

  /// Long enough for another loop to close a connection.
  private static final long CLOSING_MILLIS = 5;

  private static final long REST_MILLIS = 1_000;

  private final String room;
  private final ConnectionTable table;

  /// @param room for the log
  /// @param table the connections of the server
  AcceptFailures(String room, ConnectionTable table) {
    this.room = room;
    this.table = table;
  }

  /// Does not pass the failure on: the next handler would rest for a second in any case, and the
  /// end of the pipeline writes a stack trace for each.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
    Channel listening = context.channel();
    boolean isRoomMade = isShortage(thrown) && table.makeRoom();
    FAILURES.warn(
        room
            + ": "
            + listening.localAddress()
            + ": cannot accept a connection: "
            + thrown.getMessage()
            + (isRoomMade
                ? "; closing the longest idle one"
                : "; no idle one can be closed, trying again in a second"),
        null);
    listening.config().setAutoRead(false);
    var _ =
        context
            .executor()
            .schedule(
                () -> listening.config().setAutoRead(true),
                isRoomMade ? CLOSING_MILLIS : REST_MILLIS,
                TimeUnit.MILLISECONDS);
  }

  /// EMFILE, ENFILE: both transports have only the text in common.
  private static boolean isShortage(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).contains("Too many open files");
  }
}
