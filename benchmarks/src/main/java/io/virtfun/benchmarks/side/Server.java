package io.virtfun.benchmarks.side;

import java.io.IOException;

/** A peer's server, within its process. */
interface Server extends AutoCloseable {
  /** Where its clients reach it; without spaces. */
  String address();

  /** How it takes that a measurement begins and ends. */
  default Control.Pace pace() {
    return Control.Pace.KERNEL;
  }

  @Override
  void close() throws IOException;
}
