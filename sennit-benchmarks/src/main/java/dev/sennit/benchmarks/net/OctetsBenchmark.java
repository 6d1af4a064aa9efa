package dev.sennit.benchmarks.net;

import dev.sennit.net.wire.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What a key costs on its way from the wire to a table in memory and back.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OctetsBenchmark {
  private static final int ENTRIES = 100_000;

  /// Bytes of the key: a short address, a long one, one of a header check.
  @Param({"20", "64", "1000"})
  public int keyBytes;

  private final Map<Octets, Octets> table = new HashMap<>();
  private ByteBuf wire = Unpooled.EMPTY_BUFFER;
  private ByteBuf reply = Unpooled.EMPTY_BUFFER;
  private Octets key = Octets.EMPTY;

  /// Fills the table and puts one of its keys on the wire.
  @Setup
  public void fill() {
    for (int i = 0; i < ENTRIES; i++) {
      table.put(Octets.utf8(keyOf(i)), Octets.utf8("box" + i + "@mail.example.net"));
    }
    key = Octets.utf8(keyOf(ENTRIES / 2));
    wire = Unpooled.directBuffer();
    key.writeTo(wire);
    reply = Unpooled.directBuffer(keyBytes);
  }

  private String keyOf(int number) {
    String address = "user" + number + "@example.com";
    return "x".repeat(Math.max(0, keyBytes - address.length())) + address;
  }

  /// Gives the buffers back.
  @TearDown
  public void release() {
    wire.release();
    reply.release();
  }

  /// Copies a key from the wire.
  @Benchmark
  public Octets take() {
    wire.readerIndex(0);
    return Octets.take(wire, wire.readableBytes());
  }

  /// Copies a key from the wire, hashes it and finds its value.
  @Benchmark
  public Octets takeAndFind() {
    wire.readerIndex(0);
    return table.getOrDefault(Octets.take(wire, wire.readableBytes()), Octets.EMPTY);
  }

  /// Puts a key on the wire.
  @Benchmark
  public ByteBuf write() {
    reply.clear();
    key.writeTo(reply);
    return reply;
  }

  /// Checks that a key is UTF-8.
  @Benchmark
  public int strictUtf8() {
    return key.strictUtf8().map(String::length).orElse(-1);
  }
}
