package io.virtfun.benchmarks.side;

import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.virtfun.benchmarks.peer.GrpcCall;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Sends batches back by Arrow Flight, from the memory that they came into. */
final class ArrowFlightServer implements Server {
  private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
  private final ExecutorService exchanges =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("flight-", 0).factory());
  private final BufferAllocator allocator = new RootAllocator();
  private final UnixDomainSocketAddress address;
  private final io.grpc.Server server;

  private ArrowFlightServer(UnixDomainSocketAddress address) throws IOException {
    this.address = address;
    server =
        NettyServerBuilder.forAddress(new DomainSocketAddress(address.getPath().toFile()))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .directExecutor()
            .flowControlWindow(GrpcCall.FLOW_CONTROL_BYTES)
            .maxInboundMessageSize(GrpcCall.MOST_MESSAGE_BYTES)
            // Without a handler nobody authenticates.
            .addService(FlightGrpcUtils.createFlightService(allocator, new Echo(), null, exchanges))
            .build()
            .start();
  }

  static Server serve(Path folder) throws IOException {
    return new ArrowFlightServer(Addresses.socketIn(folder, "flight"));
  }

  private static final class Echo extends NoOpFlightProducer {
    @Override
    public void doExchange(CallContext context, FlightStream reader, ServerStreamListener writer) {
      try (reader) {
        writer.setUseZeroCopy(true);
        writer.start(reader.getRoot());
        while (reader.next()) {
          writer.putNext();
        }
        writer.completed();
      } catch (Exception e) {
        writer.error(CallStatus.INTERNAL.withCause(e).toRuntimeException());
      }
    }
  }

  @Override
  public String address() {
    return Addresses.text(address);
  }

  @Override
  public void close() {
    server.shutdownNow();
    exchanges.shutdownNow();
    var _ = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
