package dev.sennit.ident.kernel.netlink;

import dev.sennit.ident.libc.ErrnoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Takes the answers to a question.
public final class NetlinkList {
  private static final int MAX_STALE_DATAGRAMS = 64;

  private NetlinkList() {}

  /// Takes the only answer to a question that has been sent.
  ///
  /// @param type of the answer that is meant
  /// @return nothing if the kernel says that there is no such thing
  /// @throws ErrnoException if it says anything else
  /// @throws IOException if there is no answer
  /// @throws dev.sennit.net.ProtocolException if what comes cannot be read
  public static @Nullable ByteBuffer one(NetlinkSocket socket, int sequence, int type)
      throws IOException {
    for (int i = 0; i < MAX_STALE_DATAGRAMS; i++) {
      for (NetlinkMessage message : NetlinkMessage.readAll(socket.receive())) {
        if (message.sequence() != sequence) {
          continue;
        }
        if (message.type() == NetlinkMessage.ERROR) {
          if (message.errno() == ErrnoException.ENOENT) {
            return null;
          }
          throw new ErrnoException("netlink", message.errno());
        }
        if (message.type() == type) {
          return message.body();
        }
      }
    }
    throw new IOException("netlink: no answer (expected: one of type " + type + ")");
  }

  /// Takes a list that has been asked for, to its end.
  ///
  /// @param type of the messages that are its items
  /// @param reader of an item's body; what it gives null for is left out
  /// @param most how many items are kept
  /// @throws ErrnoException if the kernel says an error
  /// @throws IOException if the list does not end, or has more items
  /// @throws dev.sennit.net.ProtocolException if what comes cannot be read
  public static <T> List<T> all(
      NetlinkSocket socket,
      int sequence,
      int type,
      Function<ByteBuffer, @Nullable T> reader,
      int most)
      throws IOException {
    List<T> items = new ArrayList<>();
    while (true) {
      for (NetlinkMessage message : NetlinkMessage.readAll(socket.receive())) {
        if (message.sequence() != sequence) {
          continue;
        }
        if (message.type() == NetlinkMessage.ERROR || message.type() == NetlinkMessage.DONE) {
          if (message.errno() != 0) {
            throw new ErrnoException("netlink", message.errno());
          }
          return items;
        }
        T item = message.type() == type ? reader.apply(message.body()) : null;
        if (item != null) {
          items.add(item);
        }
        if (items.size() > most) {
          throw new IOException("netlink: more than " + most + " items (expected: fewer)");
        }
      }
    }
  }
}
