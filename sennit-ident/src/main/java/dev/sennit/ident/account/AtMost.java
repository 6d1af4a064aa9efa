package dev.sennit.ident.account;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream that fails when more bytes come than were allowed.
final class AtMost extends FilterInputStream {
  private final int limit;
  private final String name;
  private long read;

  AtMost(InputStream in, int limit, String name) {
    super(in);
    this.limit = limit;
    this.name = name;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int got = super.read(bytes, from, length);
    count(Math.max(got, 0));
    return got;
  }

  private void count(int bytes) throws IOException {
    read += bytes;
    if (read > limit) {
      throw new IOException(name + ": too large (expected: at most " + limit + " bytes)");
    }
  }
}
