package io.virtfun.benchmarks.side;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Makes one call again and again.
 *
 * <p><b>Thread:</b> one; methods block until their calls have ended.
 */
interface Caller extends AutoCloseable {
  /** Makes the call once; its output. */
  byte[] once() throws Exception;

  /**
   * Makes calls one after another.
   *
   * @param pause what lies between the end of a call and the start of the next; zero for none
   * @param nanos told how long each call took
   */
  void sequential(int calls, Duration pause, LongConsumer nanos) throws Exception;

  /** Keeps as many calls outstanding for as long as it is told; how many ended. */
  long pipelined(int inFlight, Duration duration) throws Exception;

  @Override
  void close() throws IOException;
}
