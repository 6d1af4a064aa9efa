package dev.sennit.benchmarks.maps;

import dev.sennit.maps.wire.MapsReply.Found;
import dev.sennit.maps.wire.MapsRequest;
import dev.sennit.maps.wire.TcpTableRequestReader;
import dev.sennit.maps.wire.TcpTableStyle;
import dev.sennit.maps.wire.TcpTableWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/// What the wire of tcp_table costs: a request read, a reply written.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TcpTableCodecBenchmark {

  /// A plain key, and one that needs decoding and encoding.
  @Param({"user50000@example.com", "b%C3%BCcher%20und%20mehr@example.com"})
  public String key = "";

  private final TcpTableRequestReader reader =
      new TcpTableRequestReader(65_536, TcpTableStyle.POSTFIX);
  private final TcpTableWriter writer = new TcpTableWriter(TcpTableStyle.POSTFIX);
  private ByteBuf request = Unpooled.EMPTY_BUFFER;
  private ByteBuf reply = Unpooled.EMPTY_BUFFER;
  private Found found = Found.of("nothing");

  /// Puts the request on the wire.
  @Setup
  public void write() {
    request = Unpooled.directBuffer();
    request.writeCharSequence("get " + key + "\n", StandardCharsets.US_ASCII);
    reply = Unpooled.directBuffer(4096);
    found = Found.of("box@mail.example.net");
    if (read() instanceof MapsRequest.Get get) {
      found = new Found(get.key());
    }
  }

  /// Gives the buffers back.
  @TearDown
  public void release() {
    request.release();
    reply.release();
  }

  /// A request from its bytes.
  @Benchmark
  public @Nullable MapsRequest read() {
    request.readerIndex(0);
    return reader.read(request);
  }

  /// The key as a value, into bytes.
  @Benchmark
  public ByteBuf reply() {
    reply.clear();
    writer.write(found, reply);
    return reply;
  }
}
