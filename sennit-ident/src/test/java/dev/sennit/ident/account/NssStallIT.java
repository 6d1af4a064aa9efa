package dev.sennit.ident.account;

import dev.sennit.ident.IdentServer;
import dev.sennit.ident.IdentServerOptions;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import dev.sennit.ident.kernel.KernelIdentHandler;
import dev.sennit.ident.kernel.TcpState;
import dev.sennit.net.Listen;
import dev.sennit.testkit.RawPeer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A server whose source of users hangs for one of them. The port that is asked about is the user.
@Timeout(30)
class NssStallIT {
  private static final int HANGING = 99;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  private final Accounts source =
      new Accounts() {
        @Override
        public Optional<Account> byUid(long uid) throws IOException {
          if (uid == HANGING) {
            asked.countDown();
            try {
              released.await();
            } catch (InterruptedException e) {
              throw (IOException) new InterruptedIOException("test").initCause(e);
            }
          }
          return Optional.of(new Account("u" + uid, uid, 1, "/", "/bin/sh"));
        }

        @Override
        public Optional<Account> byName(String name) {
          return Optional.empty();
        }
      };

  @Test
  void query_whoseUserIsNotToldInTime_isUnknownErrorAndDelaysNoOther() throws Exception {
    IdentServerOptions options = IdentServerOptions.defaults().listen(Listen.tcp("127.0.0.1", 0));
    try (var accounts = new SystemAccounts(null, source, Duration.ofMillis(500), System::nanoTime);
        var server =
            IdentServer.start(
                options,
                new KernelIdentHandler(
                    asked -> new Owned(asked.local().getPort(), 1, TcpState.ESTABLISHED, 1, 1),
                    accounts));
        var stalled = RawPeer.connect(port(server));
        var other = RawPeer.connect(port(server))) {
      stalled.send(HANGING + ",1\\r\\n" + "5,1\\r\\n");
      asked.await();
      other.send("7,1\\r\\n8,1\\r\\n").expect("7,1:USERID:UNIX:u7\\r\\n8,1:USERID:UNIX:u8\\r\\n");

      stalled.expect("99,1:ERROR:UNKNOWN-ERROR\\r\\n5,1:USERID:UNIX:u5\\r\\n");
      released.countDown();
    } finally {
      released.countDown();
    }
  }

  private static int port(IdentServer server) {
    return ((InetSocketAddress) server.addresses().getFirst()).getPort();
  }
}
