package io.virtfun.shm.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A PCI device that the driver vfio-pci gives to this process: its memory and its interrupts,
 * without a kernel driver of its own.
 *
 * <p><b>Thread:</b> one at a time; blocks. <b>Ownership:</b> owns its descriptors; mappings belong
 * to their arenas, and the device is free for others once they are closed too. <b>Source:</b>
 * Linux, Documentation/driver-api/vfio.rst and include/uapi/linux/vfio.h; PCI Local Bus 3.0, 6.2.2.
 */
public final class VfioDevice implements AutoCloseable {
  private static final Path CONTAINER = Path.of("/dev/vfio/vfio");
  private static final int API_VERSION = 0;
  private static final int TYPE1_IOMMU = 1;
  private static final int GROUP_VIABLE = 1;
  private static final int CONFIG_REGION = 7;
  private static final int MSIX = 2;
  private static final int EPERM = 1;
  private static final int EINVAL = 22;
  private static final int ENODEV = 19;
  private static final long COMMAND_OFFSET = 4;
  private static final short COMMAND_MEMORY_AND_BUS_MASTER = 2 | 4;

  private static final StructLayout GROUP_STATUS = words("bytes", "flags");
  private static final StructLayout REGION_INFO =
      MemoryLayout.structLayout(
          JAVA_INT.withName("bytes"),
          JAVA_INT.withName("flags"),
          JAVA_INT.withName("index"),
          JAVA_INT.withName("capabilities"),
          JAVA_LONG.withName("size"),
          JAVA_LONG.withName("offset"));
  private static final StructLayout IRQ_INFO = words("bytes", "flags", "index", "count");
  private static final StructLayout IRQ_SET = words("bytes", "flags", "index", "start", "count");
  private static final int DATA_NONE = 1;
  private static final int DATA_EVENTFD = 4;
  private static final int ACTION_TRIGGER = 32;

  private final Fd container;
  private final Fd group;
  private final Fd device;

  private VfioDevice(Fd container, Fd group, Fd device) {
    this.container = container;
    this.group = group;
    this.device = device;
  }

  /** What the kernel numbers {@code VFIO_TYPE, VFIO_BASE + n}. */
  private enum Request {
    GET_API_VERSION(0),
    CHECK_EXTENSION(1),
    SET_IOMMU(2),
    GROUP_GET_STATUS(3),
    GROUP_SET_CONTAINER(4),
    GROUP_GET_DEVICE_FD(6),
    DEVICE_GET_REGION_INFO(8),
    DEVICE_GET_IRQ_INFO(9),
    DEVICE_SET_IRQS(10);

    private static final long BASE = (';' << 8) | 100;

    private final long number;

    Request(int number) {
      this.number = BASE + number;
    }

    int of(Fd fd, MemorySegment argument) throws LinuxException {
      int answer = Libc.ioctl(fd.number(), number, argument);
      if (answer < 0) {
        throw new LinuxException("ioctl VFIO_" + name(), -answer);
      }
      return answer;
    }

    int of(Fd fd, long argument) throws LinuxException {
      return of(fd, MemorySegment.ofAddress(argument));
    }
  }

  private static StructLayout words(String... names) {
    return MemoryLayout.structLayout(
        Arrays.stream(names).map(JAVA_INT::withName).toArray(MemoryLayout[]::new));
  }

  /**
   * Takes a device whose group nobody else has.
   *
   * <p><b>Errors:</b> {@link LinuxException}: EBUSY where another process has the group, EACCES
   * where this user may not.
   *
   * @param address domain, bus, device and function: {@code 0000:00:04.0}
   * @param iommuGroup the group's number
   */
  public static VfioDevice open(String address, int iommuGroup) throws LinuxException {
    List<Fd> opened = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      // The group first: who comes too late is told so whatever else is wrong.
      Fd group = keep(opened, Fd.open(CONTAINER.resolveSibling(String.valueOf(iommuGroup))));
      Fd container = keep(opened, Fd.open(CONTAINER));
      require(
          Request.GET_API_VERSION.of(container, 0) == API_VERSION
              && Request.CHECK_EXTENSION.of(container, TYPE1_IOMMU) == 1,
          "VFIO: not of API version 0 with a type 1 IOMMU",
          EINVAL);
      MemorySegment status = sized(arena, GROUP_STATUS, GROUP_STATUS.byteSize());
      Request.GROUP_GET_STATUS.of(group, status);
      require(
          (word(status, GROUP_STATUS, "flags") & GROUP_VIABLE) != 0,
          "VFIO group " + iommuGroup + ": not all of its devices are bound to vfio-pci",
          ENODEV);
      MemorySegment number = arena.allocate(JAVA_INT);
      number.set(JAVA_INT, 0, container.number());
      Request.GROUP_SET_CONTAINER.of(group, number);
      setIommu(container);
      int device = Request.GROUP_GET_DEVICE_FD.of(group, arena.allocateFrom(address));
      return new VfioDevice(container, group, new Fd(device));
    } catch (LinuxException e) {
      opened.reversed().forEach(Fd::close);
      throw e;
    }
  }

  private static void setIommu(Fd container) throws LinuxException {
    try {
      Request.SET_IOMMU.of(container, TYPE1_IOMMU);
    } catch (LinuxException e) {
      if (e.errno() != EPERM) {
        throw e;
      }
      // What the kernel answers to root as well.
      throw new LinuxException(
          "ioctl VFIO_SET_IOMMU: no interrupt remapping (expected: intel-iommu,intremap=on)",
          ENODEV);
    }
  }

  private static Fd keep(List<Fd> opened, Fd fd) {
    opened.add(fd);
    return fd;
  }

  private static void require(boolean condition, String otherwise, int errno)
      throws LinuxException {
    if (!condition) {
      throw new LinuxException(otherwise, errno);
    }
  }

  private static MemorySegment sized(Arena arena, StructLayout layout, long bytes) {
    MemorySegment segment = arena.allocate(bytes, 8);
    set(segment, layout, "bytes", (int) bytes);
    return segment;
  }

  private static long offset(StructLayout layout, String name) {
    return layout.byteOffset(PathElement.groupElement(name));
  }

  private static void set(MemorySegment segment, StructLayout layout, String name, int value) {
    segment.set(JAVA_INT, offset(layout, name), value);
  }

  private static int word(MemorySegment segment, StructLayout layout, String name) {
    return segment.get(JAVA_INT, offset(layout, name));
  }

  /** Maps a base address register. <b>Ownership:</b> unmapped when the arena closes. */
  public MemorySegment map(int bar, Arena arena) throws LinuxException {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment info = region(bar, own);
      return Memory.map(
          device,
          info.get(JAVA_LONG, offset(REGION_INFO, "offset")),
          info.get(JAVA_LONG, offset(REGION_INFO, "size")),
          arena);
    }
  }

  private MemorySegment region(int index, Arena arena) throws LinuxException {
    MemorySegment info = sized(arena, REGION_INFO, REGION_INFO.byteSize());
    set(info, REGION_INFO, "index", index);
    Request.DEVICE_GET_REGION_INFO.of(device, info);
    return info;
  }

  /** Makes the device answer to memory accesses and send interrupts. */
  public void enable() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      long at =
          region(CONFIG_REGION, arena).get(JAVA_LONG, offset(REGION_INFO, "offset"))
              + COMMAND_OFFSET;
      MemorySegment command = arena.allocate(JAVA_SHORT);
      transferred(Libc.pread(device.number(), command, at), "pread of the command register");
      command.set(
          JAVA_SHORT, 0, (short) (command.get(JAVA_SHORT, 0) | COMMAND_MEMORY_AND_BUS_MASTER));
      transferred(Libc.pwrite(device.number(), command, at), "pwrite of the command register");
    }
  }

  private static void transferred(long answer, String call) throws LinuxException {
    require(answer >= 0, call, (int) -answer);
    require(answer == JAVA_SHORT.byteSize(), call + ": " + answer + " bytes", EINVAL);
  }

  /** How many MSI-X vectors the device has. */
  public int vectors() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = sized(arena, IRQ_INFO, IRQ_INFO.byteSize());
      set(info, IRQ_INFO, "index", MSIX);
      Request.DEVICE_GET_IRQ_INFO.of(device, info);
      return word(info, IRQ_INFO, "count");
    }
  }

  /** Has MSI-X vector <i>i</i> signal the <i>i</i>th event descriptor. */
  public void signal(List<Fd> doorbells) throws LinuxException {
    irqs(DATA_EVENTFD, doorbells);
  }

  private void irqs(int data, List<Fd> doorbells) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      long head = IRQ_SET.byteSize();
      MemorySegment set = sized(arena, IRQ_SET, head + doorbells.size() * JAVA_INT.byteSize());
      set(set, IRQ_SET, "flags", data | ACTION_TRIGGER);
      set(set, IRQ_SET, "index", MSIX);
      set(set, IRQ_SET, "count", doorbells.size());
      for (int i = 0; i < doorbells.size(); i++) {
        set.set(JAVA_INT, head + i * JAVA_INT.byteSize(), doorbells.get(i).number());
      }
      Request.DEVICE_SET_IRQS.of(device, set);
    }
  }

  /** Ends the interrupts; what they signalled may be closed then. */
  public void silence() throws LinuxException {
    irqs(DATA_NONE, List.of());
  }

  /** Gives the device back, once its mappings are closed. Idempotent. */
  @Override
  public void close() {
    device.close();
    group.close();
    container.close();
  }
}
