package dev.sennit.pb;

import dev.sennit.net.ConnectionLostException;
import dev.sennit.net.Reply;
import dev.sennit.net.RequestTimeoutException;
import dev.sennit.net.SennitException;
import dev.sennit.net.Transport;
import dev.sennit.net.runtime.NettyConnector;
import dev.sennit.net.runtime.SessionChannel;
import dev.sennit.net.runtime.Terms;
import dev.sennit.net.wire.Octets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One connection to a server. Safe for many threads. In Twisted: `pb.PBClientFactory`.
///
/// The server may call the objects that it was sent; such calls run on virtual threads.
public final class PbClient implements AutoCloseable {
  private final NettyConnector connector;
  private final Broker broker;
  private final PbClientOptions options;

  private PbClient(NettyConnector connector, Broker broker, PbClientOptions options) {
    this.connector = connector;
    this.broker = broker;
    this.options = options;
  }

  /// Connects, and waits until calls can be made.
  ///
  /// @throws ConnectionLostException if the server cannot be reached, or speaks no dialect that is
  ///   known here; names it and says why
  /// @throws RequestTimeoutException if it takes too long
  public static PbClient connect(PbClientOptions options) {
    try {
      return open(options);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectionLostException("interrupted while connecting to " + options.target(), e);
    }
  }

  static PbClient open(PbClientOptions options) throws InterruptedException {
    Terms terms =
        new Terms(
            "pb", options.delivery(), options.limits(), options.timeouts(), options.listener());
    NettyConnector connector = new NettyConnector(terms, Transport.AUTO, options.target());
    AtomicReference<Broker> opened = new AtomicReference<>();
    CompletableFuture<Broker> greeted =
        connector
            .connectAs(() -> new Broker(false, options.settings()).side(opened::set))
            .thenCompose(channel -> greeted(opened, channel, options));
    try {
      return new PbClient(connector, greeted.get(), options);
    } catch (InterruptedException e) {
      var _ = greeted.thenAccept(Broker::breakOff);
      connector.close();
      throw e;
    } catch (ExecutionException e) {
      connector.close();
      throw switch (e.getCause()) {
        case SennitException known -> known;
        case TimeoutException late ->
            new RequestTimeoutException("greeting of " + options.target(), options.connect(), late);
        case null, default ->
            new ConnectionLostException("cannot connect to " + options.target(), e.getCause());
      };
    }
  }

  private static CompletableFuture<Broker> greeted(
      AtomicReference<Broker> opened, SessionChannel<?, ?, ?> channel, PbClientOptions options) {
    return Objects.requireNonNull(opened.get())
        .whenReady()
        .copy()
        .orTimeout(options.connect().toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((_, failure) -> {
          if (failure != null) {
            channel.breakOff();
          }
        });
  }

  /// The server's root object. Nothing is asked.
  public PbRemote root() {
    return connection().named("root");
  }

  /// Logs in with a password, which is not sent.
  ///
  /// @param mind what the server is to call back by: a [PbObject], as a rule, or null
  /// @return the avatar; fails with [PbException], which [is][PbException#is]
  ///   `twisted.cred.error.UnauthorizedLogin`, if it is refused; where a server gives something
  ///   that is no reference, with one whose [value][PbException#value()] that is
  public Reply<PbRemote> login(String user, String password, @Nullable Object mind) {
    return Logins.byChallenge(root(), user, password, mind);
  }

  /// Logs in without a name.
  ///
  /// @param mind what the server is to call back by: a [PbObject], as a rule, or null
  /// @return the avatar; fails with [PbException] if it is refused
  public Reply<PbRemote> loginAnonymous(@Nullable Object mind) {
    return Reply.of(root().call("loginAnonymous", mind).thenApply(Logins::reference));
  }

  /// Logs in by sending the password, to a server with [PbPortal#passwords]: it can keep hashes
  /// that the challenge cannot be checked against.
  ///
  /// @param mind what the server is to call back by: a [PbObject], as a rule, or null
  /// @return the avatar; fails as [#login] does
  /// @throws IllegalStateException if others could read it: the connection has to be TLS, or a UNIX
  ///   socket
  public Reply<PbRemote> loginPassword(String user, String password, @Nullable Object mind) {
    if (!broker.isPrivate()) {
      throw new IllegalStateException(
          this + ": others could read the password (expected: TLS or a UNIX socket)");
    }
    return Reply.of(
        root()
            .call("loginPassword", Octets.utf8(user), Octets.utf8(password), mind)
            .thenApply(Logins::reference));
  }

  /// Logs in to a server of 2004, or to one with [PbPortal#legacy], with a password that is not
  /// sent. In Twisted then: `pb.logIn`.
  ///
  /// @return who attaches to perspectives; fails with [PbException], which [is][PbException#is]
  ///   `twisted.cred.error.Unauthorized`, if it is refused
  public Reply<PbIdentity> loginLegacy(String user, String password) {
    return Logins.asIn2004(root(), user, password);
  }

  /// The object that a URL means: what is published under its name, or, with a user in it, the
  /// avatar that this user gets who logs in there.
  ///
  /// @param password of the URL's user; ignored if there is none
  /// @param mind what the server is to call back by, or null
  /// @return fails as [#login] does
  public Reply<PbRemote> resolve(PbUrl url, String password, @Nullable Object mind) {
    PbRemote named = connection().named(url.name());
    return url.user() != null
        ? Logins.byChallenge(named, url.user(), password, mind)
        : Reply.of(CompletableFuture.completedFuture(named));
  }

  /// The connection.
  public PbConnection connection() {
    return broker.connection();
  }

  /// Ends the connection, and waits until it is gone. Calls that are not answered fail.
  @Override
  public void close() {
    CountDownLatch gone = new CountDownLatch(1);
    broker.whenGone(gone::countDown);
    broker.close();
    try {
      if (!gone.await(options.timeouts().grace().toNanos(), TimeUnit.NANOSECONDS)) {
        broker.breakOff();
        gone.await();
      }
    } catch (InterruptedException e) {
      broker.breakOff();
      Thread.currentThread().interrupt();
    } finally {
      connector.close();
    }
  }

  @Override
  public String toString() {
    return "PB client of " + options.target();
  }
}
