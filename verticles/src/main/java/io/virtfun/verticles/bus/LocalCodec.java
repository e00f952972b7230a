package io.virtfun.verticles.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Hands batches over by reference; refuses to serialise. */
final class LocalCodec implements MessageCodec<CallBatch, CallBatch> {
  @Override
  public CallBatch transform(CallBatch batch) {
    return batch;
  }

  @Override
  public void encodeToWire(Buffer buffer, CallBatch batch) {
    throw new IllegalStateException("calls stay in this process");
  }

  @Override
  public CallBatch decodeFromWire(int position, Buffer buffer) {
    throw new IllegalStateException("calls stay in this process");
  }

  @Override
  public String name() {
    return "virtfun.local";
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
