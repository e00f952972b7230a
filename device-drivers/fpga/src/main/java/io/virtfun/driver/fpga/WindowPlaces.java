package io.virtfun.driver.fpga;

import java.util.BitSet;

/**
 * Places in the device's address space: one of 8 GiB for each window, so that windows cannot touch,
 * and the first 8 GiB for none, where hosts keep addresses that cannot be mapped.
 *
 * <p>Linux on x86-64 keeps 0xFEE00000 for interrupts. All places lie below 2^39, which the smallest
 * tables of Intel's IOMMUs reach.
 *
 * <p><b>Thread:</b> one at a time.
 */
final class WindowPlaces {
  private final BitSet taken = new BitSet(Bus.MOST_WINDOWS);

  /** The first address of a free place. */
  long take() throws BusException {
    int index = taken.nextClearBit(0);
    if (index >= Bus.MOST_WINDOWS) {
      throw new BusException("windows: " + index + " (expected: fewer)");
    }
    taken.set(index);
    return (index + 1L) << Bus.WINDOW_SHIFT;
  }

  /** Frees the place that an address lies in. */
  void give(long address) {
    taken.clear((int) (address >>> Bus.WINDOW_SHIFT) - 1);
  }
}
