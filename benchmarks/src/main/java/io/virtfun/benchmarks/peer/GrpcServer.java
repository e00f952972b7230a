package io.virtfun.benchmarks.peer;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Answers gRPC calls on the transport's threads, which spares a hop where calls come one by one.
 */
final class GrpcServer implements AutoCloseable {
  private final Server server;

  GrpcServer(InetAddress address, FunctionRunner functions) throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(address, 0))
            .directExecutor()
            .flowControlWindow(GrpcCall.FLOW_CONTROL_BYTES)
            .maxInboundMessageSize(GrpcCall.MOST_MESSAGE_BYTES)
            .addService(
                ServerServiceDefinition.builder(GrpcCall.SERVICE)
                    .addMethod(
                        GrpcCall.METHOD,
                        ServerCalls.asyncUnaryCall(
                            (Request request, StreamObserver<byte[]> answer) -> {
                              answer.onNext(functions.run(request));
                              answer.onCompleted();
                            }))
                    .build())
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
