package io.virtfun.benchmarks.side;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.virtfun.benchmarks.peer.GrpcCall;
import io.virtfun.benchmarks.peer.Request;
import java.util.concurrent.ScheduledExecutorService;

/** A gRPC call for each call. */
final class GrpcUnaryCaller extends LoopCaller {
  private final Channel channel;
  private final Request request;
  private final Answers answers = new Answers();
  private byte[] output = new byte[0];

  GrpcUnaryCaller(Channel channel, ScheduledExecutorService loop, Request request) {
    super(loop);
    this.channel = channel;
    this.request = request;
  }

  @Override
  void start() {
    ClientCalls.asyncUnaryCall(
        channel.newCall(GrpcCall.METHOD, CallOptions.DEFAULT), request, answers);
  }

  @Override
  byte[] output() {
    return output;
  }

  private final class Answers implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] answer) {
      output = answer;
    }

    @Override
    public void onError(Throwable e) {
      failed(e);
    }

    @Override
    public void onCompleted() {
      ended();
    }
  }

  @Override
  public void close() {
    // The channel is the client's.
  }
}
