package io.virtfun.benchmarks.side;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.virtfun.benchmarks.peer.GrpcCall;
import io.virtfun.benchmarks.peer.Request;
import java.util.concurrent.ScheduledExecutorService;

/** One gRPC call for all calls: a message there, a message back. */
final class GrpcStreamCaller extends LoopCaller {
  private final Request request;
  private final StreamObserver<Request> requests;
  private byte[] output = new byte[0];

  GrpcStreamCaller(Channel channel, ScheduledExecutorService loop, Request request) {
    super(loop);
    this.request = request;
    requests =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(GrpcCall.STREAM, CallOptions.DEFAULT), new Answers());
  }

  @Override
  void start() {
    requests.onNext(request);
  }

  @Override
  byte[] output() {
    return output;
  }

  private final class Answers implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] answer) {
      output = answer;
      ended();
    }

    @Override
    public void onError(Throwable e) {
      failed(e);
    }

    @Override
    public void onCompleted() {
      // As the client has asked.
    }
  }

  @Override
  public void close() {
    requests.onCompleted();
  }
}
