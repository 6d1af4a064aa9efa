package dev.sennit.amp.wire;

import dev.sennit.net.wire.Octets;

/// What is done with the names of commands.
public final class CommandName {
  private static final int LONGEST_BYTES = 1_000;

  private CommandName() {}

  /// The name with its ASCII letters in upper case.
  public static Octets upperCase(Octets name) {
    byte[] bytes = name.toBytes();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] >= 'a' && bytes[i] <= 'z') {
        bytes[i] = (byte) (bytes[i] - ('a' - 'A'));
      }
    }
    return Octets.giveUp(bytes);
  }

  /// The name as Python prints bytes, which is how the text of `UNHANDLED` has it: `b'NoSuch'`. One
  /// of more than 1,000 bytes is cut, since the whole text may not fit into a box.
  public static String repr(Octets name) {
    return name.length() <= LONGEST_BYTES
        ? PythonText.repr(name)
        : PythonText.repr(name.slice(0, LONGEST_BYTES)) + "...";
  }
}
