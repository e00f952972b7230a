package io.virtfun.shm;

import java.lang.foreign.MemorySegment;

/** Which sides of the doorbell handshake keep their full fence. */
enum Fences {
  /** As in production. */
  BOTH(true, true),
  /** The consumer arms without a fence. */
  PRODUCER_ONLY(true, false),
  /** The producer looks without a fence. */
  CONSUMER_ONLY(false, true),
  /** Neither has one. */
  NONE(false, false);

  private final boolean producer;
  private final boolean consumer;

  Fences(boolean producer, boolean consumer) {
    this.producer = producer;
    this.consumer = consumer;
  }

  Wakeup.Signaller signaller(MemorySegment region, long offset) {
    return producer ? new Wakeup.Signaller(region, offset) : new UnfencedSignaller(region, offset);
  }

  Wakeup.Sleeper sleeper(MemorySegment region, long offset) {
    return consumer ? new Wakeup.Sleeper(region, offset) : new UnfencedSleeper(region, offset);
  }

  private static final class UnfencedSignaller extends Wakeup.Signaller {
    UnfencedSignaller(MemorySegment region, long offset) {
      super(region, offset);
    }

    @Override
    void fence() {}
  }

  private static final class UnfencedSleeper extends Wakeup.Sleeper {
    UnfencedSleeper(MemorySegment region, long offset) {
      super(region, offset);
    }

    @Override
    void fence() {}
  }
}
