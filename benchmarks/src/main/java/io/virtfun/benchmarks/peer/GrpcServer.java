package io.virtfun.benchmarks.peer;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers gRPC calls on the transport's threads, which spares a hop where calls come one by one.
 */
public final class GrpcServer implements AutoCloseable {
  private final SocketAddress address;
  private final @Nullable EventLoopGroup loops;
  private final Server server;

  /** Listens on a domain socket or on TCP. */
  public GrpcServer(SocketAddress address, FunctionRunner functions) throws IOException {
    this.address = address;
    loops = address instanceof UnixDomainSocketAddress ? new EpollEventLoopGroup() : null;
    server =
        builder(address, loops)
            .directExecutor()
            .flowControlWindow(GrpcCall.FLOW_CONTROL_BYTES)
            .maxInboundMessageSize(GrpcCall.MOST_MESSAGE_BYTES)
            .addService(service(functions))
            .build()
            .start();
  }

  private static NettyServerBuilder builder(SocketAddress address, @Nullable EventLoopGroup loops) {
    if (!(address instanceof UnixDomainSocketAddress unix)) {
      return NettyServerBuilder.forAddress(address);
    }
    return NettyServerBuilder.forAddress(new DomainSocketAddress(unix.getPath().toFile()))
        .channelType(EpollServerDomainSocketChannel.class)
        .bossEventLoopGroup(loops)
        .workerEventLoopGroup(loops);
  }

  private static BindableService service(FunctionRunner functions) {
    return () ->
        ServerServiceDefinition.builder(GrpcCall.SERVICE)
            .addMethod(
                GrpcCall.METHOD,
                ServerCalls.asyncUnaryCall(
                    (Request request, StreamObserver<byte[]> answer) -> {
                      answer.onNext(functions.run(request));
                      answer.onCompleted();
                    }))
            .addMethod(
                GrpcCall.STREAM,
                ServerCalls.asyncBidiStreamingCall(answer -> new Calls(functions, answer)))
            .build();
  }

  private record Calls(FunctionRunner functions, StreamObserver<byte[]> answer)
      implements StreamObserver<Request> {
    @Override
    public void onNext(Request request) {
      answer.onNext(functions.run(request));
    }

    @Override
    public void onError(Throwable e) {
      // The client has gone; gRPC has ended the call.
    }

    @Override
    public void onCompleted() {
      answer.onCompleted();
    }
  }

  /** Where it listens. */
  public SocketAddress address() {
    return address instanceof InetSocketAddress inet
        ? new InetSocketAddress(inet.getAddress(), server.getPort())
        : address;
  }

  @Override
  public void close() {
    server.shutdownNow();
    if (loops != null) {
      var _ = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
