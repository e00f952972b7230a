package io.virtfun.verticles.bus;

import java.util.ArrayDeque;

/**
 * Empty batches for reuse, a bounded number.
 *
 * <p><b>Thread:</b> one owner.
 */
public final class BatchPool {
  private static final int CAPACITY = 64;

  private final ArrayDeque<CallBatch> free = new ArrayDeque<>(CAPACITY);

  /** An empty batch. */
  public CallBatch take() {
    CallBatch batch = free.pollLast();
    return batch == null ? new CallBatch() : batch;
  }

  /** Takes over a batch that nobody reads any more. */
  public void give(CallBatch batch) {
    if (free.size() < CAPACITY) {
      batch.clear();
      free.addLast(batch);
    }
  }
}
