package io.virtfun.shm;

import static io.virtfun.shm.Queues.U32;
import static io.virtfun.shm.Queues.U64;

import java.lang.foreign.MemorySegment;

/**
 * Whether the host of a region lives, for a guest that cannot see a connection.
 *
 * <p>Counts looks, not time: a virtual machine that was paused has not looked. <b>Thread:</b> one.
 * <b>Source:</b> docs/shared-memory.md, "Attaching".
 */
public final class HostPulse {
  private static final int MISSES = 10;
  private static final long LOOK_AT_STATE_MILLIS = 1000;
  private static final long STATE = header("state");
  private static final long HEARTBEAT = header("heartbeat");
  private static final long INTERVAL = header("heartbeatMillis");

  private final MemorySegment memory;
  private long last;
  private int misses;

  /** The pulse from now on, of a mapping that is a region. */
  public HostPulse(MemorySegment memory) {
    this.memory = memory;
    this.last = heartbeat();
  }

  private static long header(String field) {
    return Wire.offset(Layouts.REGION_HEADER, field);
  }

  private long heartbeat() {
    return (long) U64.getOpaque(memory, HEARTBEAT);
  }

  private long everyMillis() {
    return (int) U32.get(memory, INTERVAL) & 0xFFFF_FFFFL;
  }

  /** How often to look, at least 1. */
  public long intervalMillis() {
    return everyMillis() == 0 ? LOOK_AT_STATE_MILLIS : everyMillis();
  }

  /**
   * Looks; false once the host has stopped or, if it has a heartbeat, has given no sign for ten
   * looks.
   */
  public boolean beats() {
    if (everyMillis() == 0) {
      return !hasStopped();
    }
    long now = heartbeat();
    misses = now == last ? misses + 1 : 0;
    last = now;
    return misses < MISSES && !hasStopped();
  }

  /** Whether the host says that it serves nobody any more. */
  public boolean hasStopped() {
    return (int) U32.getAcquire(memory, STATE) == RegionState.STOPPED.code();
  }
}
