package dev.sennit.benchmarks.amp;

import dev.sennit.benchmarks.Server;
import dev.sennit.benchmarks.amp.Adding.Sum;
import dev.sennit.benchmarks.amp.Adding.Total;
import io.grpc.CallOptions;
import io.grpc.KnownLength;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The same over gRPC: unary calls, direct executors on both sides, numbers of eight bytes.
final class GrpcCalls implements Calls {
  private static final MethodDescriptor<Sum, Total> SUM =
      MethodDescriptor.newBuilder(
              new Numbers<>(
                  2 * Long.BYTES,
                  sum ->
                      ByteBuffer.allocate(2 * Long.BYTES).putLong(sum.a()).putLong(sum.b()).array(),
                  numbers -> new Sum(numbers.getLong(), numbers.getLong())),
              new Numbers<Total>(
                  Long.BYTES,
                  total -> ByteBuffer.allocate(Long.BYTES).putLong(total.total()).array(),
                  numbers -> new Total(numbers.getLong())))
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName("Adder", "sum"))
          .build();

  /// A message of a few numbers.
  private record Numbers<T>(
      int length, Function<T, byte[]> toBytes, Function<ByteBuffer, T> ofBytes)
      implements Marshaller<T> {
    @Override
    public InputStream stream(T value) {
      return new Message(toBytes.apply(value));
    }

    @Override
    public T parse(InputStream stream) {
      try {
        return ofBytes.apply(ByteBuffer.wrap(stream.readNBytes(length)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Message extends ByteArrayInputStream implements KnownLength {
    Message(byte[] bytes) {
      super(bytes);
    }
  }

  private final ManagedChannel channel;

  GrpcCalls(Server server) {
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port())
            .usePlaintext()
            .directExecutor()
            .build();
  }

  static void serve() throws IOException, InterruptedException {
    ServerServiceDefinition service =
        ServerServiceDefinition.builder("Adder")
            .addMethod(SUM, ServerCalls.asyncUnaryCall(GrpcCalls::add))
            .build();
    io.grpc.Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(service)
            .build()
            .start();
    SumServer.ready(server.getPort());
    server.awaitTermination();
  }

  private static void add(Sum sum, StreamObserver<Total> answer) {
    answer.onNext(new Total(sum.a() + sum.b()));
    answer.onCompleted();
  }

  @Override
  public Future<Total> begin(Sum sum) {
    return ClientCalls.futureUnaryCall(channel.newCall(SUM, CallOptions.DEFAULT), sum);
  }

  @Override
  public Total call(Sum sum) {
    return ClientCalls.blockingUnaryCall(channel, SUM, CallOptions.DEFAULT, sum);
  }

  @Override
  public void close() throws InterruptedException {
    boolean _ = channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
  }
}
