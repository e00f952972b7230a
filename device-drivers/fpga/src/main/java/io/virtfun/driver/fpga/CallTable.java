package io.virtfun.driver.fpga;

import org.jspecify.annotations.Nullable;

/**
 * The calls that a device has, by tag, each with its memory mapped.
 *
 * <p><b>Thread:</b> the accelerator's.
 */
final class CallTable {
  private static final int INDEX_MASK = Rings.ENTRIES - 1;

  private final Bus bus;
  private final @Nullable PendingCall[] calls = new PendingCall[Rings.ENTRIES];
  private long lastNumber;

  CallTable(Bus bus) {
    this.bus = bus;
  }

  /**
   * Takes a call in, gives it a tag that is always new, and maps its memory. There is always a
   * place: no more are accepted than a ring has entries.
   *
   * <p><b>Errors:</b> {@link BusException} where the device cannot reach the memory; the call is
   * not taken in then.
   */
  void enter(PendingCall call) throws BusException {
    int index = 0;
    while (calls[index] != null) {
      index++;
    }
    long input = bus.map(call.input());
    long output;
    try {
      output = bus.map(call.output());
    } catch (BusException e) {
      unmap(input);
      throw e;
    }
    lastNumber++;
    call.mapped(lastNumber << Rings.LOG2 | index, input, output);
    calls[index] = call;
  }

  /** The call with a tag, or null where there is none. */
  @Nullable PendingCall find(long tag) {
    PendingCall call = calls[(int) tag & INDEX_MASK];
    return call != null && call.tag() == tag ? call : null;
  }

  /** Any call, or null where there is none. */
  @Nullable PendingCall any() {
    for (PendingCall call : calls) {
      if (call != null) {
        return call;
      }
    }
    return null;
  }

  /** Lets a call go; the device reaches its memory no more. */
  void leave(PendingCall call) {
    calls[(int) call.tag() & INDEX_MASK] = null;
    unmap(call.inputAddress());
    unmap(call.outputAddress());
  }

  private void unmap(long address) {
    if (address != Bus.NOWHERE) {
      bus.unmap(address);
    }
  }
}
