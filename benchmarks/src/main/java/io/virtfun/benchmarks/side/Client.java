package io.virtfun.benchmarks.side;

import java.io.IOException;

/**
 * One way to have functions run, seen from the caller's process.
 *
 * <p><b>Thread:</b> one. <b>Errors:</b> what goes wrong on the way is thrown and ends the run.
 */
interface Client extends AutoCloseable {
  /** Gets ready to make one call again and again, with whatever it can have prepared before. */
  Caller prepare(Task task) throws Exception;

  @Override
  void close() throws IOException;
}
