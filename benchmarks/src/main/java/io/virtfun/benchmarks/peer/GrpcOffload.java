package io.virtfun.benchmarks.peer;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.net.InetSocketAddress;

/** Blocking unary calls over one gRPC channel in plain text, answered on the calling thread. */
public final class GrpcOffload implements Offload {
  private final ManagedChannel channel;

  /** Connects at the first call. */
  public GrpcOffload(InetSocketAddress address) {
    channel =
        NettyChannelBuilder.forAddress(address)
            .usePlaintext()
            .directExecutor()
            .flowControlWindow(GrpcCall.FLOW_CONTROL_BYTES)
            .maxInboundMessageSize(GrpcCall.MOST_MESSAGE_BYTES)
            .build();
  }

  @Override
  public byte[] call(Request request) {
    return ClientCalls.blockingUnaryCall(channel, GrpcCall.METHOD, CallOptions.DEFAULT, request);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
