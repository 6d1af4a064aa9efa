package dev.sennit.cli;

import dev.sennit.net.wire.Octets;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The keys of a command: its arguments, or with a single `-` the lines of standard input, byte for
/// byte, which may be without end and are read as they are needed.
final class KeyInput implements Iterator<Octets> {
  private final Iterator<String> arguments;
  private final @Nullable InputStream lines;
  private @Nullable Octets next;

  private KeyInput(Iterator<String> arguments, @Nullable InputStream lines) {
    this.arguments = arguments;
    this.lines = lines;
  }

  static KeyInput of(List<String> arguments, InputStream standardInput) {
    return isBulk(arguments)
        ? new KeyInput(
            List.<String>of().iterator(), new BufferedInputStream(standardInput, 1 << 16))
        : new KeyInput(arguments.iterator(), null);
  }

  static boolean isBulk(List<String> arguments) {
    return arguments.equals(List.of("-"));
  }

  @Override
  public boolean hasNext() {
    if (lines == null) {
      return arguments.hasNext();
    }
    if (next == null) {
      next = line(lines);
    }
    return next != null;
  }

  /// Whether the next key, or the end, can be had without waiting for whoever writes standard
  /// input.
  boolean isReady() {
    try {
      return lines == null || next != null || lines.available() > 0;
    } catch (IOException e) {
      return true; // reading will say what is wrong
    }
  }

  @Override
  public Octets next() {
    if (lines == null) {
      return Octets.utf8(arguments.next());
    }
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Octets line = next;
    next = null;
    return line;
  }

  private static @Nullable Octets line(InputStream in) {
    try {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      ByteArrayOutputStream line = new ByteArrayOutputStream(64);
      while (b >= 0 && b != '\n') {
        line.write(b);
        b = in.read();
      }
      return Octets.giveUp(line.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("standard input: " + e.getMessage(), e);
    }
  }
}
