package io.virtfun.broker.chaos;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Does what a guest is told to do wrong, once.
 *
 * <p><b>Thread:</b> any.
 */
final class Saboteur {
  private final Sabotage kind;
  private final AtomicBoolean done = new AtomicBoolean();

  Saboteur(Sabotage kind) {
    this.kind = kind;
  }

  /** Spoils an answer that is to be spoiled. */
  void corrupt(MemorySegment answer) {
    if (answer.byteSize() > 0 && strikes(Sabotage.CORRUPT)) {
      byte right = answer.get(ValueLayout.JAVA_BYTE, 0);
      answer.set(ValueLayout.JAVA_BYTE, 0, (byte) (right ^ 1));
    }
  }

  /** How often the end of a call is to be counted. */
  int counts() {
    if (strikes(Sabotage.DROP)) {
      return 0;
    }
    return strikes(Sabotage.DOUBLE) ? 2 : 1;
  }

  private boolean strikes(Sabotage wanted) {
    return kind == wanted && done.compareAndSet(false, true);
  }
}
