package io.virtfun.shm;

import static io.virtfun.shm.Queues.U32;
import static io.virtfun.shm.Queues.U64;

import java.lang.foreign.MemorySegment;

/**
 * One completion entry in local memory.
 *
 * <p><b>Thread:</b> one owner; meant to be reused. <b>Units:</b> nanoseconds on the host's clock.
 * <b>Source:</b> docs/shared-memory.md, "CompletionEntry".
 */
public final class CompletionEntry {
  /** {@link #device} when no device was involved. */
  public static final int NO_DEVICE_NUMBER = 0;

  /** The guest's name for the call. */
  public long correlationId;

  /** A {@link Status} code. */
  public int status;

  /** Number of the device that ran the call, or {@link #NO_DEVICE_NUMBER}. */
  public int device;

  /** Bytes written to the output. */
  public long outputBytes;

  /** A {@link Why} code. */
  public int why;

  /** Devices that had the call before this one and failed it. */
  public int attempts;

  /** Meaning by status. */
  public long detail;

  /** From the host's snapshot of the entry to the start at the device. */
  public long queuedNanos;

  /** From the start at the device to its end. */
  public long ranNanos;

  /** Cycles of the device's own clock; 0 where it does not count them. */
  public long deviceCycles;

  void copyTo(MemorySegment region, long offset) {
    U64.set(region, offset, correlationId);
    U32.set(region, offset + 8, status);
    U32.set(region, offset + 12, device);
    U32.set(region, offset + 16, (int) outputBytes);
    U32.set(region, offset + 20, (why & 0xFF) | (attempts & 0xFF) << 8);
    U64.set(region, offset + 24, detail);
    U64.set(region, offset + 32, queuedNanos);
    U64.set(region, offset + 40, ranNanos);
    U64.set(region, offset + 48, deviceCycles);
    U64.set(region, offset + 56, 0L);
  }

  void copyFrom(MemorySegment region, long offset) {
    correlationId = (long) U64.get(region, offset);
    status = (int) U32.get(region, offset + 8);
    device = (int) U32.get(region, offset + 12);
    outputBytes = (int) U32.get(region, offset + 16) & 0xFFFF_FFFFL;
    int choice = (int) U32.get(region, offset + 20);
    why = choice & 0xFF;
    attempts = choice >>> 8 & 0xFF;
    detail = (long) U64.get(region, offset + 24);
    queuedNanos = (long) U64.get(region, offset + 32);
    ranNanos = (long) U64.get(region, offset + 40);
    deviceCycles = (long) U64.get(region, offset + 48);
  }
}
