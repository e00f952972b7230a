package io.virtfun.benchmarks.peer;

import java.io.IOException;
import java.util.function.LongConsumer;

/**
 * A way to have a function run elsewhere: from bytes on the heap to bytes on the heap.
 *
 * <p><b>Thread:</b> one; blocks until the answer is there.
 */
public interface Offload extends AutoCloseable {
  /** Makes one call. */
  byte[] call(Request request) throws IOException;

  /** Makes calls one after another, and tells how long each took. */
  default void repeat(Request request, int calls, LongConsumer nanos) throws IOException {
    for (int i = 0; i < calls; i++) {
      long start = System.nanoTime();
      call(request);
      nanos.accept(System.nanoTime() - start);
    }
  }

  @Override
  void close() throws IOException;
}
