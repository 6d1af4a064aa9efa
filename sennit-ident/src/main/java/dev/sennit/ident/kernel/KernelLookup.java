package dev.sennit.ident.kernel;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import dev.sennit.ident.kernel.KernelAnswer.Reason;
import dev.sennit.ident.kernel.KernelAnswer.Unowned;
import dev.sennit.ident.kernel.SelfTest.Check;
import dev.sennit.ident.kernel.SelfTest.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The owners of this machine's connections, in the best way that works here.
///
/// When it is opened it looks up connections of its own with [SockDiag]. If that works it is the
/// way from then on, and what the kernel does not find is not there. Else the text of [ProcNet] is
/// read for every question, and a warning is logged once that says why.
public final class KernelLookup implements OwnerLookup, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(KernelLookup.class.getPackageName());

  /// How the kernel is asked.
  public enum Way {
    /// One question through netlink.
    SOCK_DIAG,
    /// All sockets as text.
    PROC_TEXT
  }

  private final @Nullable SockDiag diag;
  private final ProcNet text;
  private final long foreignUid;
  private final List<Check> opening;

  private KernelLookup(@Nullable SockDiag diag, ProcNet text, List<Check> opening) {
    this.diag = diag;
    this.text = text;
    this.opening = opening;
    foreignUid = OwnUser.foreign();
  }

  /// Finds the way that works.
  public static KernelLookup open() {
    return open(SockDiag::open, ProcNet.system());
  }

  /// Opens the better way.
  interface Opener {
    SockDiag open() throws IOException;
  }

  static KernelLookup open(Opener opener, ProcNet text) {
    List<Check> checks = new ArrayList<>();
    SockDiag diag = null;
    try {
      diag = opener.open();
      checks.add(Check.passed("sock-diag", "the kernel can be asked through netlink"));
      checks.addAll(OwnConnections.check("sock-diag", diag, OwnUser.uid()));
    } catch (IOException e) {
      checks.add(Check.failed("sock-diag", String.valueOf(e.getMessage())));
    }
    SelfTest test = new SelfTest(checks);
    if (!test.passed() && diag != null) {
      diag.close();
      diag = null;
    }
    if (diag == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "sock_diag does not work here; /proc/net/tcp is read for every query, which takes the"
              + " longer the more sockets there are: "
              + firstFault(test));
    }
    return new KernelLookup(diag, text, checks);
  }

  private static String firstFault(SelfTest test) {
    return test.checks().stream()
        .filter(check -> check.result() == Result.FAILED)
        .findFirst()
        .map(Check::detail)
        .orElse("");
  }

  @Override
  public KernelAnswer find(IdentConnection connection) {
    KernelAnswer answer = diag == null ? text.find(connection) : diag.find(connection);
    return answer instanceof Owned(var uid, _, _, _, _) && uid == foreignUid
        ? new Unowned(Reason.FOREIGN_USER)
        : answer;
  }

  /// How the kernel is asked.
  public Way way() {
    return diag == null ? Way.PROC_TEXT : Way.SOCK_DIAG;
  }

  /// Tests both ways again, with new connections of our own.
  public SelfTest selfTest() {
    List<Check> checks = new ArrayList<>();
    try {
      long uid = OwnUser.uid();
      if (diag == null) {
        checks.addAll(opening);
      } else {
        checks.addAll(OwnConnections.check("sock-diag", diag, uid));
      }
      checks.addAll(OwnConnections.check("proc-net", text, uid));
    } catch (IOException e) {
      checks.add(Check.failed("own-user", e.toString()));
    }
    return new SelfTest(checks);
  }

  @Override
  public void close() {
    if (diag != null) {
      diag.close();
    }
  }
}
