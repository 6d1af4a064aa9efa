package dev.sennit.amp;

import dev.sennit.amp.session.AmpOutcome;
import dev.sennit.amp.session.AmpQuestion;
import dev.sennit.amp.wire.AmpBox;
import dev.sennit.amp.wire.AmpBoxReader;
import dev.sennit.net.ConnectionListener;
import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Delivery;
import dev.sennit.net.ProtocolException;
import dev.sennit.net.Timeouts;
import dev.sennit.net.runtime.Standalone;
import dev.sennit.net.runtime.Terms;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// The commands of AMP without a network: boxes come in by [#received], and go out by whatever
/// [AmpBoxSender] it was started with. Ids, calls in both directions, errors and limits are those
/// of every connection.
///
/// For boxes that travel by other ways, for tests, and for a pair of pipes ([#speak]). There is no
/// StartTLS (`TLS_ERROR`), no switch and no descriptor.
///
/// Safe for many threads; the boxes of the other side must come in order, so by one at a time.
///
/// Source: `BoxDispatcher` in Twisted's `twisted/protocols/amp.py`.
public final class AmpDispatcher implements AmpBoxReceiver {
  private static final int PIPE_BYTES = 65_536;

  private final AmpLimits limits;
  private final Terms terms;
  private final AmpLine line;
  private volatile @Nullable Standalone<AmpBox, AmpQuestion, AmpOutcome> session;

  /// A dispatcher with the limits and times of a server.
  ///
  /// @param router who answers what
  public AmpDispatcher(AmpRouter router) {
    this(router, AmpLimits.defaults(), AmpServerOptions.TIMEOUTS, Delivery.IN_ORDER);
  }

  /// A dispatcher.
  ///
  /// @param router who answers what
  /// @param timeouts of which `request` and `answer` count
  /// @param delivery how handlers run; `ON_LOOP` is the thread that brings the box
  public AmpDispatcher(AmpRouter router, AmpLimits limits, Timeouts timeouts, Delivery delivery) {
    this.limits = limits;
    this.terms =
        new Terms("amp", delivery, AmpServerOptions.LIMITS, timeouts, ConnectionListener.NONE);
    this.line = new AmpLine(new AmpTerms(router, limits, timeouts));
  }

  /// What can be asked; everything fails with [ConnectionLostException] before the start.
  public AmpConnection connection() {
    return line;
  }

  /// Starts; once.
  ///
  /// @param sender takes the boxes for the other side. What fails that is nobody's answer, such as
  ///   a handler in a way that its command does not declare, is told to it as unhandled
  @Override
  public void started(AmpBoxSender sender) {
    Standalone.Exit<AmpBox> exit =
        new Standalone.Exit<>() {
          @Override
          public void send(AmpBox box) {
            sender.send(box);
          }

          @Override
          public void failed(Throwable failure) {
            sender.unhandled(failure);
          }

          @Override
          public void close() {
            sender.close();
          }
        };
    Standalone<AmpBox, AmpQuestion, AmpOutcome> made = line.standalone(terms, exit);
    session = made;
    made.open();
  }

  /// Takes a box of the other side.
  @Override
  public void received(AmpBox box) {
    begun().receive(box);
  }

  /// Ends: every call that is open fails with the reason.
  @Override
  public void stopped(Throwable why) {
    if (why instanceof ProtocolException fault) {
      begun().malformed(fault);
    }
    begun().closed(why);
  }

  private Standalone<AmpBox, AmpQuestion, AmpOutcome> begun() {
    Standalone<AmpBox, AmpQuestion, AmpOutcome> now = session;
    if (now == null) {
      throw new IllegalStateException("dispatcher: not started (expected: a sender first)");
    }
    return now;
  }

  /// Starts to speak over a pair of pipes, such as the standard input and output of a program,
  /// until the input ends or this side closes. The input is read by a thread of its own, which does
  /// not keep the JVM alive: wait for [AmpConnection#closed].
  ///
  /// @return as [#connection()]
  public AmpConnection speak(InputStream in, OutputStream out) {
    started(new PipeSender(out));
    Thread.ofPlatform().daemon().name("sennit-amp-pipe").start(() -> readAll(in));
    return line;
  }

  private void readAll(InputStream in) {
    AmpBoxReader reader = new AmpBoxReader(limits.boxBytes(), limits.boxPairs());
    ByteBuf bytes = Unpooled.buffer(PIPE_BYTES);
    Throwable why = new ConnectionLostException("pipe: the other side has closed it");
    try (in) {
      while (bytes.writeBytes(in, PIPE_BYTES) > 0) {
        for (AmpBox box = reader.read(bytes); box != null; box = reader.read(bytes)) {
          received(box);
        }
        bytes.discardReadBytes();
      }
    } catch (ProtocolException | IOException e) {
      why = e;
    } finally {
      bytes.release();
      stopped(why);
    }
  }
}
