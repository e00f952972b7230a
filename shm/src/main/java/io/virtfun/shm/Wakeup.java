package io.virtfun.shm;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The doorbell handshake: a consumer that goes to sleep asks to be rung, a producer rings only one
 * that asked, and once per asking.
 *
 * <p>The shared field is a sequence, odd while the consumer asks. Only the consumer writes it.
 *
 * <p><b>Source:</b> docs/shared-memory.md, "Doorbell handshake".
 */
final class Wakeup {
  private Wakeup() {}

  /** The consumer's side. <b>Thread:</b> the consumer. */
  static class Sleeper {
    private final MemorySegment region;
    private final long offset;
    private int sequence;

    Sleeper(MemorySegment region, long offset) {
      this.region = region;
      this.offset = offset;
      this.sequence = (int) Queues.U32.getOpaque(region, offset);
    }

    /**
     * Asks to be rung. The consumer must look at the queue once more before it sleeps: an entry
     * published before the asking became visible rings nobody.
     */
    void arm() {
      sequence |= 1;
      Queues.U32.setRelease(region, offset, sequence);
      // SYNC: pairs with Signaller.mustRing; either the producer sees the asking, or the look that
      // follows sees the producer's tail.
      fence();
    }

    /** The full fence; a test leaves it out to see what then goes wrong. */
    void fence() {
      VarHandle.fullFence();
    }

    /** Takes the asking back. */
    void disarm() {
      if ((sequence & 1) != 0) {
        sequence++;
        Queues.U32.setOpaque(region, offset, sequence);
      }
    }
  }

  /** The producer's side. <b>Thread:</b> the producer. */
  static class Signaller {
    private final MemorySegment region;
    private final long offset;
    private int answered;

    Signaller(MemorySegment region, long offset) {
      this.region = region;
      this.offset = offset;
    }

    /** Whether to ring now, after entries have been published. True once per asking. */
    boolean mustRing() {
      // SYNC: pairs with Sleeper.arm; the tail published before must be visible to a consumer whose
      // asking is not seen here.
      fence();
      int sequence = (int) Queues.U32.getOpaque(region, offset);
      if ((sequence & 1) == 0 || sequence == answered) {
        return false;
      }
      answered = sequence;
      return true;
    }

    /** The full fence; a test leaves it out to see what then goes wrong. */
    void fence() {
      VarHandle.fullFence();
    }
  }
}
