package io.virtfun.benchmarks.side;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.virtfun.benchmarks.peer.FunctionRunner;
import io.virtfun.benchmarks.peer.GrpcCall;
import io.virtfun.benchmarks.peer.GrpcServer;
import io.virtfun.benchmarks.peer.Request;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Calls over one gRPC channel in plain text, made and answered on its event loop.
 *
 * <p><b>Source:</b> gRPC, Performance Best Practices: one channel and its stubs are used again,
 * streams where many messages flow, {@code directExecutor} where callbacks do not block.
 */
final class GrpcClient implements Client {
  private final EventLoopGroup loops = new EpollEventLoopGroup(1);
  private final ManagedChannel channel;
  private final boolean streaming;
  private final FunctionRunner functions = new FunctionRunner();

  private GrpcClient(SocketAddress address, boolean streaming) {
    this.streaming = streaming;
    channel =
        builder(address)
            .eventLoopGroup(loops)
            .usePlaintext()
            .directExecutor()
            .flowControlWindow(GrpcCall.FLOW_CONTROL_BYTES)
            .maxInboundMessageSize(GrpcCall.MOST_MESSAGE_BYTES)
            .build();
  }

  private static NettyChannelBuilder builder(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress unix
        ? NettyChannelBuilder.forAddress(new DomainSocketAddress(unix.getPath().toFile()))
            .channelType(EpollDomainSocketChannel.class)
            .overrideAuthority("localhost")
        : NettyChannelBuilder.forAddress(address).channelType(EpollSocketChannel.class);
  }

  static Server serveUnix(Path folder) throws IOException {
    return serve(Addresses.socketIn(folder, "grpc"));
  }

  static Server serveTcp(Path folder) throws IOException {
    return serve(Addresses.anyPort());
  }

  private static Server serve(SocketAddress at) throws IOException {
    GrpcServer server = new GrpcServer(at, new FunctionRunner());
    return new Server() {
      @Override
      public String address() {
        return Addresses.text(server.address());
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }

  static Client unary(String address) {
    return new GrpcClient(Addresses.parse(address), false);
  }

  static Client streaming(String address) {
    return new GrpcClient(Addresses.parse(address), true);
  }

  @Override
  public Caller prepare(Task task) {
    Request request = functions.request(task.function(), task.parameters(), task.input());
    return streaming
        ? new GrpcStreamCaller(channel, loops.next(), request)
        : new GrpcUnaryCaller(channel, loops.next(), request);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    var _ = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
