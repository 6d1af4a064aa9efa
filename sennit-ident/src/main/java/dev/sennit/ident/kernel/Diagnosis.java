package dev.sennit.ident.kernel;

import dev.sennit.ident.IdentConnection;
import dev.sennit.ident.account.Accounts;
import dev.sennit.ident.kernel.Finding.Kind;
import dev.sennit.ident.kernel.KernelAnswer.Failed;
import dev.sennit.ident.kernel.KernelAnswer.Owned;
import dev.sennit.ident.kernel.KernelAnswer.Unowned;
import dev.sennit.net.Peer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/// Says why a connection has an owner or has none.
///
/// It searches everything that may explain it, other network namespaces and the connection tracking
/// as well, and takes milliseconds to seconds: for people who ask, not for queries.
public final class Diagnosis {
  private final KernelLookup lookup;
  private final Accounts accounts;
  private final IdentConnection connection;
  private final List<Finding> findings = new ArrayList<>();

  private Diagnosis(KernelLookup lookup, Accounts accounts, IdentConnection connection) {
    this.lookup = lookup;
    this.accounts = accounts;
    this.connection = connection;
  }

  /// Finds out what there is to know. May block.
  ///
  /// @return one finding or more, the most telling first
  public static List<Finding> of(
      KernelLookup lookup, Accounts accounts, IdentConnection connection) {
    Diagnosis diagnosis = new Diagnosis(lookup, accounts, connection);
    diagnosis.run();
    return List.copyOf(diagnosis.findings);
  }

  private void run() {
    boolean explained = explain(lookup.find(connection));
    if (!explained) {
      families();
      localAddress();
      exchanged();
      otherAddresses();
      translation();
      otherNamespaces();
    }
    if (lookup.way() == KernelLookup.Way.PROC_TEXT) {
      add(Kind.SLOW_WAY, "sock_diag does not work here, so /proc/net/tcp is read for every query.");
    }
  }

  private void add(Kind kind, String sentence) {
    findings.add(new Finding(kind, sentence));
  }

  private boolean explain(KernelAnswer answer) {
    return switch (answer) {
      case Owned(var uid, var inode, var state, _, _) -> {
        add(
            Kind.OWNER,
            "The connection is there ("
                + state
                + ", inode "
                + inode
                + ") and belongs to user "
                + uid
                + ".");
        name(uid);
        yield true;
      }
      case Unowned(var reason) -> explain(reason);
      case Failed(var problem) -> {
        add(Kind.LOOKUP_FAILED, "The kernel could not be asked: " + problem + ".");
        yield true;
      }
    };
  }

  private void name(long uid) {
    try {
      if (accounts.byUid(uid).isEmpty()) {
        add(
            Kind.OWNER_WITHOUT_NAME,
            "User "
                + uid
                + " has no name on this system, so the answer is NO-USER"
                + " unless numbers are allowed.");
      }
    } catch (IOException e) {
      add(
          Kind.OWNER_WITHOUT_NAME,
          "The name of user " + uid + " cannot be told: " + e.getMessage());
    }
  }

  private boolean explain(KernelAnswer.Reason reason) {
    String both = text(connection);
    switch (reason) {
      case NO_SUCH_CONNECTION ->
          add(Kind.NO_SUCH_CONNECTION, "There is no connection " + both + " here.");
      case LISTENER_ONLY ->
          add(
              Kind.LISTENER_ONLY,
              "There is no connection "
                  + both
                  + " here, but a program waits for connections on port "
                  + connection.local().getPort()
                  + ".");
      case TIME_WAIT ->
          add(
              Kind.TIME_WAIT,
              "The connection " + both + " is over (TIME_WAIT) and belongs to nobody any more.");
      case ORPHAN ->
          add(
              Kind.ORPHAN,
              "The connection "
                  + both
                  + " is there, but no program holds it: it has been closed and"
                  + " waits for the other side, or has not been accepted yet.");
      case FOREIGN_USER ->
          add(
              Kind.FOREIGN_USER,
              "The connection "
                  + both
                  + " is there, but its owner belongs to another user namespace"
                  + " and has no number here.");
      case AMBIGUOUS -> throw new IllegalStateException("reason: " + reason);
    }
    return reason != KernelAnswer.Reason.NO_SUCH_CONNECTION
        && reason != KernelAnswer.Reason.LISTENER_ONLY;
  }

  private void families() {
    if (connection.local().getAddress().getClass() != connection.remote().getAddress().getClass()) {
      add(Kind.MIXED_FAMILIES, "One address is IPv4 and the other IPv6: no connection has both.");
    }
  }

  private void localAddress() {
    if (!lookup.isLocal(connection.local().getAddress())) {
      add(
          Kind.NOT_A_LOCAL_ADDRESS,
          connection.local().getAddress().getHostAddress() + " is no address of this machine.");
    }
  }

  private void exchanged() {
    InetSocketAddress local = connection.local();
    InetSocketAddress remote = connection.remote();
    IdentConnection ports =
        new IdentConnection(
            new InetSocketAddress(local.getAddress(), remote.getPort()),
            new InetSocketAddress(remote.getAddress(), local.getPort()));
    IdentConnection ends = new IdentConnection(/* local= */ remote, /* remote= */ local);
    if (lookup.find(ports) instanceof Owned) {
      add(
          Kind.PORTS_EXCHANGED,
          "The ports are in the wrong order: "
              + text(ports)
              + " is there. The first port of a query"
              + " is the one on the machine that is asked.");
    } else if (lookup.find(ends) instanceof Owned) {
      add(
          Kind.ENDS_EXCHANGED,
          "The ends are in the wrong order: "
              + text(ends)
              + " is there, whose local end is what was"
              + " given as the remote one.");
    }
  }

  private void otherAddresses() {
    try {
      for (IdentConnection other :
          lookup.list(connection.local().getPort(), connection.remote().getPort())) {
        add(
            Kind.OTHER_ADDRESSES,
            "A connection with these ports has other addresses: "
                + text(other)
                + ". An ident query asks about the two addresses that it travels between.");
      }
    } catch (IOException e) {
      add(Kind.LOOKUP_FAILED, "Connections could not be listed: " + e.getMessage() + ".");
    }
  }

  private void translation() {
    try (Conntrack conntrack = Conntrack.open()) {
      switch (conntrack.find(connection)) {
        case NatAnswer.Translated(var real) ->
            add(
                Kind.TRANSLATED,
                "This machine translates addresses (NAT): the connection really is "
                    + text(real)
                    + "; "
                    + real.local().getAddress().getHostAddress()
                    + " knows whose it is.");
        case NatAnswer.Untranslated _ -> {}
        case NatAnswer.Failed(var problem) -> add(Kind.TRANSLATION_NOT_SEARCHED, problem + ".");
      }
    } catch (IOException e) {
      add(
          Kind.TRANSLATION_NOT_SEARCHED,
          "Whether it is translated (NAT) could not be seen: " + e.getMessage() + ".");
    }
  }

  private void otherNamespaces() {
    try {
      OtherNamespaces others = new OtherNamespaces();
      OtherNamespaces.Found found = others.find(connection);
      if (found != null) {
        add(
            Kind.OTHER_NAMESPACE,
            "The connection is in another network namespace, that of process "
                + found.pid()
                + " (a container?), and belongs to user "
                + found.owner().uid()
                + ".");
      } else if (others.unseen() > 0) {
        add(
            Kind.NAMESPACES_NOT_SEARCHED,
            "It may be in another network namespace: "
                + others.unseen()
                + " of them or of their processes may not be looked at (root may).");
      }
    } catch (IOException e) {
      add(
          Kind.NAMESPACES_NOT_SEARCHED,
          "Other network namespaces could not be searched: " + e.getMessage() + ".");
    }
  }

  private static String text(IdentConnection connection) {
    return Peer.forLog(connection.local()) + " - " + Peer.forLog(connection.remote());
  }
}
