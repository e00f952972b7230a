package io.virtfun.driver.fpga;

import java.lang.foreign.MemorySegment;

/**
 * The way to an accelerator that Verilator simulates in this process. Windows are exactly the
 * segments; the simulation checks every access against them.
 */
final class SimulatedBus implements Bus {
  private static final long PAGE_MASK = 4095;

  private final SimulatorLibrary library;
  private final MemorySegment simulation;
  private final WindowPlaces places = new WindowPlaces();
  private boolean closed;

  SimulatedBus(SimulatorLibrary library, Events events) {
    this.library = library;
    this.simulation = library.open(events.fd());
  }

  @Override
  public int read(int offset) {
    return closed ? -1 : library.read(simulation, offset);
  }

  @Override
  public void write(int offset, int value) {
    if (!closed) {
      library.write(simulation, offset, value);
    }
  }

  @Override
  public long map(MemorySegment memory) throws BusException {
    if (memory.byteSize() == 0) {
      return NOWHERE;
    }
    if (!memory.isNative()) {
      throw new BusException("memory: on the heap (expected: native)");
    }
    // As behind an IOMMU, which translates pages: the place within the page stays.
    long address = places.take() | (memory.address() & PAGE_MASK);
    if (closed || library.map(simulation, address, memory) < 0) {
      places.give(address);
      throw new BusException("window at 0x%x: refused".formatted(address));
    }
    return address;
  }

  @Override
  public void unmap(long address) {
    if (address != NOWHERE && !closed) {
      int answer = library.unmap(simulation, address);
      if (answer < 0) {
        throw new IllegalStateException("no window at 0x%x".formatted(address));
      }
      places.give(address);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      library.close(simulation);
    }
  }
}
