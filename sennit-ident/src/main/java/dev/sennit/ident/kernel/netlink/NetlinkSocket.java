package dev.sennit.ident.kernel.netlink;

import dev.sennit.ident.libc.ErrnoException;
import dev.sennit.ident.libc.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A netlink socket and its two buffers. It never blocks.
///
/// For one thread at a time. It asks the network namespace of the thread that opened it, on
/// whatever thread it is used.
public final class NetlinkSocket implements AutoCloseable {
  /// A protocol: addresses and interfaces.
  public static final int ROUTE = 0;

  /// A protocol: sockets.
  public static final int SOCK_DIAG = 4;

  /// A protocol: the packet filter, and in it the connection tracking.
  public static final int NETFILTER = 12;

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_TRUNC = 0x20;
  private static final int ADDRESS_BYTES = 12;
  private static final int REQUEST_BYTES = 256;
  private static final int DATAGRAM_BYTES = 32 * 1024;

  /* Connected to the kernel, whose port is 0: the socket then refuses datagrams of all other
   * processes, so that nobody can slip in an answer.
   *
   * The kernel answers a question inside of send(), so the answer is there when send returns. A list
   * is put together piece by piece, each inside of the recv() that takes the one before. */

  private final int descriptor;
  private final MemorySegment state;
  private final MemorySegment request;
  private final MemorySegment datagram;
  private final ByteBuffer requestView;
  private final ByteBuffer datagramView;
  private int sequence;
  private boolean open = true;

  private NetlinkSocket(int descriptor, MemorySegment state, Arena arena) {
    this.descriptor = descriptor;
    this.state = state;
    request = arena.allocate(REQUEST_BYTES, 8);
    datagram = arena.allocate(DATAGRAM_BYTES, 8);
    requestView = request.asByteBuffer().order(ByteOrder.nativeOrder());
    datagramView = datagram.asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /// Opens a socket in the network namespace of this thread.
  ///
  /// @param protocol one of those above
  /// @throws IOException if the kernel has no such protocol or forbids it, or native functions are
  ///   not to be had
  public static NetlinkSocket open(int protocol) throws IOException {
    Libc.require();
    Arena arena = Arena.ofAuto();
    MemorySegment state = arena.allocate(Libc.stateLayout());
    int descriptor = Calls.socket(state, protocol);
    NetlinkSocket socket = new NetlinkSocket(descriptor, state, arena);
    try {
      MemorySegment kernel = arena.allocate(ADDRESS_BYTES, 4);
      kernel.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
      Calls.connect(state, descriptor, kernel);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// An empty buffer for the next question, in the machine's byte order.
  public ByteBuffer request() {
    return requestView.clear();
  }

  /// A number for the next question, which no question of this socket has had lately.
  public int nextSequence() {
    return ++sequence;
  }

  /// Sends what has been put into [#request].
  ///
  /// @throws ErrnoException if the kernel does not take it
  public void send() throws IOException {
    checkOpen();
    Calls.send(state, descriptor, request, requestView.position());
  }

  /// Takes the next datagram. Its content is valid until the next call.
  ///
  /// @throws ErrnoException if there is none ([ErrnoException#EAGAIN]), or the kernel lost some
  /// @throws IOException if it is larger than the buffer
  public ByteBuffer receive() throws IOException {
    checkOpen();
    long length = Calls.receive(state, descriptor, datagram, MSG_DONTWAIT | MSG_TRUNC);
    if (length > DATAGRAM_BYTES) {
      throw new IOException(
          "netlink datagram: " + length + " bytes (expected: at most " + DATAGRAM_BYTES + ")");
    }
    return datagramView.clear().limit((int) length);
  }

  private void checkOpen() throws IOException {
    if (!open) {
      throw new IOException("netlink socket: closed (expected: open)");
    }
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      Calls.close(descriptor);
    }
  }

  /// The calls, apart from the rest so that they are linked only where they can be.
  private static final class Calls {
    private static final MethodHandle SOCKET =
        Libc.functionWithErrno(
            "socket",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
    private static final MethodHandle CONNECT =
        Libc.functionWithErrno(
            "connect",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    private static final FunctionDescriptor TRANSFER =
        FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT);
    private static final MethodHandle SEND = Libc.functionWithErrno("send", TRANSFER);
    private static final MethodHandle RECV = Libc.functionWithErrno("recv", TRANSFER);
    private static final MethodHandle CLOSE =
        Libc.function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    static int socket(MemorySegment state, int protocol) throws IOException {
      try {
        int descriptor = (int) SOCKET.invokeExact(state, AF_NETLINK, SOCK_RAW_CLOEXEC, protocol);
        if (descriptor < 0) {
          throw new ErrnoException("netlink socket of protocol " + protocol, Libc.errno(state));
        }
        return descriptor;
      } catch (IOException e) {
        throw e;
      } catch (Throwable e) {
        throw Libc.unexpected(e);
      }
    }

    static void connect(MemorySegment state, int descriptor, MemorySegment kernel)
        throws IOException {
      try {
        int result = (int) CONNECT.invokeExact(state, descriptor, kernel, ADDRESS_BYTES);
        if (result < 0) {
          throw new ErrnoException("netlink connect", Libc.errno(state));
        }
      } catch (IOException e) {
        throw e;
      } catch (Throwable e) {
        throw Libc.unexpected(e);
      }
    }

    static void send(MemorySegment state, int descriptor, MemorySegment data, long length)
        throws IOException {
      try {
        long sent;
        do {
          sent = (long) SEND.invokeExact(state, descriptor, data, length, 0);
        } while (sent < 0 && Libc.errno(state) == ErrnoException.EINTR);
        if (sent < 0) {
          throw new ErrnoException("netlink send", Libc.errno(state));
        }
      } catch (IOException e) {
        throw e;
      } catch (Throwable e) {
        throw Libc.unexpected(e);
      }
    }

    static long receive(MemorySegment state, int descriptor, MemorySegment data, int flags)
        throws IOException {
      try {
        long got;
        do {
          got = (long) RECV.invokeExact(state, descriptor, data, data.byteSize(), flags);
        } while (got < 0 && Libc.errno(state) == ErrnoException.EINTR);
        if (got < 0) {
          throw new ErrnoException("netlink recv", Libc.errno(state));
        }
        return got;
      } catch (IOException e) {
        throw e;
      } catch (Throwable e) {
        throw Libc.unexpected(e);
      }
    }

    static void close(int descriptor) {
      try {
        int _ = (int) CLOSE.invokeExact(descriptor);
      } catch (Throwable e) {
        throw Libc.unexpected(e);
      }
    }
  }
}
