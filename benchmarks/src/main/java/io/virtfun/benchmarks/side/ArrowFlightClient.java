package io.virtfun.benchmarks.side;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.virtfun.benchmarks.peer.GrpcCall;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * Bytes sent there and back by Arrow Flight over a domain socket.
 *
 * <p><b>Source:</b> Arrow Java, Flight RPC: {@code setUseZeroCopy}; gRPC, Performance Best
 * Practices.
 */
final class ArrowFlightClient implements Client {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final BufferAllocator allocator = new RootAllocator();
  private final ManagedChannel channel;
  private final FlightClient client;

  private ArrowFlightClient(UnixDomainSocketAddress address) {
    channel =
        NettyChannelBuilder.forAddress(new DomainSocketAddress(address.getPath().toFile()))
            .channelType(EpollDomainSocketChannel.class)
            .overrideAuthority("localhost")
            .eventLoopGroup(loops)
            .usePlaintext()
            .directExecutor()
            .flowControlWindow(GrpcCall.FLOW_CONTROL_BYTES)
            .maxInboundMessageSize(GrpcCall.MOST_MESSAGE_BYTES)
            .build();
    client = FlightGrpcUtils.createFlightClient(allocator, channel);
  }

  static Client connect(String address) {
    return new ArrowFlightClient((UnixDomainSocketAddress) Addresses.parse(address));
  }

  @Override
  public Caller prepare(Task task) {
    return new ArrowFlightCaller(client, allocator, task.input());
  }

  @Override
  public void close() throws IOException {
    try {
      client.close();
      channel.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var _ = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    allocator.close();
  }
}
