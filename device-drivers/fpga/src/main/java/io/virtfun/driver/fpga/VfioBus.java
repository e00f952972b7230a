package io.virtfun.driver.fpga;

import static io.virtfun.driver.fpga.Vfio.allocate;
import static io.virtfun.driver.fpga.Vfio.set;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.virtfun.driver.fpga.Vfio.Request;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The way to an accelerator on a PCIe board that the driver vfio-pci gives to this process:
 * registers in BAR 0, MSI-X vector 0, and an IOMMU that lets it reach the windows alone.
 *
 * <p>Windows are of whole pages, which the kernel pins while they are mapped: a call costs two of
 * its requests and one page table entry per page. A device at fault can reach what else lies in the
 * pages of its windows.
 *
 * <p><b>Source:</b> Linux, Documentation/driver-api/vfio.rst.
 */
final class VfioBus implements Bus {
  private static final long PAGE_BYTES = 4096;
  private static final long COMMAND_OFFSET = 4;
  private static final short MEMORY_AND_BUS_MASTER = 2 | 4;
  private static final VarHandle WORD =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  private final Arena arena = Arena.ofShared();
  private final WindowPlaces places = new WindowPlaces();
  private final Map<Long, Long> windowBytes = new HashMap<>();
  private final List<Integer> fds = new ArrayList<>();
  private int container = -1;
  private int device = -1;
  private MemorySegment registers = MemorySegment.NULL;
  private boolean closed;

  private VfioBus() {}

  /**
   * Takes a device whose group nobody else has, and has it signal the events.
   *
   * <p><b>Errors:</b> {@link BusException} where that fails; nothing stays open then.
   */
  static VfioBus open(PciDevice pci, Events events) throws BusException {
    VfioBus bus = new VfioBus();
    try {
      bus.attach(pci);
      bus.enable();
      bus.registers = bus.mapRegisters();
      bus.interrupts(Vfio.IRQ_DATA_EVENTFD, 1, events.fd());
      return bus;
    } catch (BusException | RuntimeException e) {
      bus.close();
      throw e;
    } catch (IOException e) {
      bus.close();
      throw new BusException("PCI device at " + pci.address() + ": " + e.getMessage(), e);
    }
  }

  private void attach(PciDevice pci) throws BusException, IOException {
    Path groupFile =
        pci.group()
            .orElseThrow(() -> new BusException("no IOMMU group of PCI device " + pci.address()));
    // The group first: who comes too late is told so whatever else is wrong.
    int group = openFile(groupFile);
    container = openFile(pci.container());
    if (Request.GET_API_VERSION.of(container, 0) != Vfio.API_VERSION
        || Request.CHECK_EXTENSION.of(container, Vfio.TYPE1_IOMMU) != 1) {
      throw new BusException("VFIO: not of API version 0 with a type 1 IOMMU");
    }
    try (Arena own = Arena.ofConfined()) {
      MemorySegment status = allocate(own, Vfio.GROUP_STATUS);
      int ignored = Request.GROUP_GET_STATUS.of(group, status);
      if ((Vfio.word(status, Vfio.GROUP_STATUS, "flags") & Vfio.GROUP_VIABLE) == 0) {
        throw new BusException(groupFile + ": not all of its devices are bound to vfio-pci");
      }
      ignored = Request.GROUP_SET_CONTAINER.of(group, own.allocateFrom(JAVA_INT, container));
      ignored = Request.SET_IOMMU.of(container, Vfio.TYPE1_IOMMU);
      device = Request.GROUP_GET_DEVICE_FD.of(group, own.allocateFrom(pci.address()));
      fds.add(device);
    }
  }

  private int openFile(Path file) throws BusException {
    int fd = Libc.open(file);
    if (fd < 0) {
      throw new BusException("open %s: error %d".formatted(file, -fd));
    }
    fds.add(fd);
    return fd;
  }

  /** Resets the board, where it can be, and makes it answer and reach memory. */
  private void enable() throws BusException {
    // What it did for the process before it is over; not every board has this reset.
    int ignored = Libc.ioctl(device, Request.DEVICE_RESET.number(), MemorySegment.NULL);
    try (Arena own = Arena.ofConfined()) {
      long at = Vfio.longWord(region(Vfio.CONFIG_REGION, own), Vfio.REGION_INFO, "offset");
      MemorySegment command = own.allocate(JAVA_SHORT);
      require(Libc.pread(device, command, at + COMMAND_OFFSET), "pread of the command register");
      command.set(JAVA_SHORT, 0, (short) (command.get(JAVA_SHORT, 0) | MEMORY_AND_BUS_MASTER));
      require(Libc.pwrite(device, command, at + COMMAND_OFFSET), "pwrite of the command register");
    }
  }

  private static void require(long transferred, String call) throws BusException {
    if (transferred != JAVA_SHORT.byteSize()) {
      throw new BusException("%s: %d (expected: 2)".formatted(call, transferred));
    }
  }

  private MemorySegment region(int index, Arena own) throws BusException {
    MemorySegment info = allocate(own, Vfio.REGION_INFO);
    set(info, Vfio.REGION_INFO, "index", index);
    int ignored = Request.DEVICE_GET_REGION_INFO.of(device, info);
    return info;
  }

  private MemorySegment mapRegisters() throws BusException {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment info = region(Vfio.BAR0, own);
      long size = Vfio.longWord(info, Vfio.REGION_INFO, "size");
      if (size < Register.SPAN_BYTES) {
        throw new BusException(
            "BAR 0: %d bytes (expected: at least %d)".formatted(size, Register.SPAN_BYTES));
      }
      return Libc.map(device, Vfio.longWord(info, Vfio.REGION_INFO, "offset"), size, arena);
    }
  }

  private void interrupts(int data, int count, int eventFd) throws BusException {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment set = allocate(own, Vfio.IRQ_SET);
      set(set, Vfio.IRQ_SET, "flags", data | Vfio.IRQ_ACTION_TRIGGER);
      set(set, Vfio.IRQ_SET, "index", Vfio.MSIX);
      set(set, Vfio.IRQ_SET, "count", count);
      set(set, Vfio.IRQ_SET, "event", eventFd);
      int ignored = Request.DEVICE_SET_IRQS.of(device, set);
    }
  }

  @Override
  public int read(int offset) {
    return closed ? -1 : (int) WORD.getVolatile(registers, (long) offset);
  }

  @Override
  public void write(int offset, int value) {
    if (!closed) {
      WORD.setVolatile(registers, (long) offset, value);
    }
  }

  @Override
  public long map(MemorySegment memory) throws BusException {
    if (memory.byteSize() == 0) {
      return NOWHERE;
    }
    if (!memory.isNative() || closed) {
      throw new BusException("memory: not native, or the bus is closed");
    }
    long within = memory.address() & (PAGE_BYTES - 1);
    long size = Math.ceilDiv(within + memory.byteSize(), PAGE_BYTES) * PAGE_BYTES;
    long place = places.take();
    try (Arena own = Arena.ofConfined()) {
      MemorySegment request = allocate(own, Vfio.DMA_MAP);
      int access = memory.isReadOnly() ? Vfio.DMA_READ : Vfio.DMA_READ | Vfio.DMA_WRITE;
      set(request, Vfio.DMA_MAP, "flags", access);
      set(request, Vfio.DMA_MAP, "memory", memory.address() - within);
      set(request, Vfio.DMA_MAP, "address", place);
      set(request, Vfio.DMA_MAP, "size", size);
      int ignored = Request.IOMMU_MAP_DMA.of(container, request);
    } catch (BusException e) {
      places.give(place);
      throw e;
    }
    windowBytes.put(place, size);
    return place | within;
  }

  @Override
  public void unmap(long address) {
    long place = address & -PAGE_BYTES;
    Long size = windowBytes.remove(place);
    if (size == null || closed) {
      return;
    }
    try (Arena own = Arena.ofConfined()) {
      MemorySegment request = allocate(own, Vfio.DMA_UNMAP);
      set(request, Vfio.DMA_UNMAP, "address", place);
      set(request, Vfio.DMA_UNMAP, "size", size);
      int ignored = Request.IOMMU_UNMAP_DMA.of(container, request);
    } catch (BusException e) {
      throw new IllegalStateException(e);
    }
    places.give(place);
  }

  /** Ends interrupts and mappings; the kernel takes all windows away with the container. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (!registers.equals(MemorySegment.NULL)) {
      try {
        interrupts(Vfio.IRQ_DATA_NONE, 0, 0);
      } catch (BusException e) {
        // The kernel ends them with the device's descriptor, which is closed below.
      }
    }
    arena.close();
    fds.reversed().forEach(Libc::close);
  }
}
