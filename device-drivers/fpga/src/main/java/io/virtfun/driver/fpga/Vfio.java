package io.virtfun.driver.fpga;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * VFIO's requests and structures.
 *
 * <p><b>Source:</b> Linux, include/uapi/linux/vfio.h.
 */
final class Vfio {
  static final int API_VERSION = 0;
  static final int TYPE1_IOMMU = 1;
  static final int GROUP_VIABLE = 1;
  static final int BAR0 = 0;
  static final int CONFIG_REGION = 7;
  static final int MSIX = 2;
  static final int IRQ_DATA_NONE = 1;
  static final int IRQ_DATA_EVENTFD = 4;
  static final int IRQ_ACTION_TRIGGER = 32;
  static final int DMA_READ = 1;
  static final int DMA_WRITE = 2;

  static final StructLayout GROUP_STATUS =
      MemoryLayout.structLayout(JAVA_INT.withName("bytes"), JAVA_INT.withName("flags"));
  static final StructLayout REGION_INFO =
      MemoryLayout.structLayout(
          JAVA_INT.withName("bytes"),
          JAVA_INT.withName("flags"),
          JAVA_INT.withName("index"),
          JAVA_INT.withName("capabilities"),
          JAVA_LONG.withName("size"),
          JAVA_LONG.withName("offset"));
  static final StructLayout DMA_MAP =
      MemoryLayout.structLayout(
          JAVA_INT.withName("bytes"),
          JAVA_INT.withName("flags"),
          JAVA_LONG.withName("memory"),
          JAVA_LONG.withName("address"),
          JAVA_LONG.withName("size"));
  static final StructLayout DMA_UNMAP =
      MemoryLayout.structLayout(
          JAVA_INT.withName("bytes"),
          JAVA_INT.withName("flags"),
          JAVA_LONG.withName("address"),
          JAVA_LONG.withName("size"));

  /** The head and one event descriptor. */
  static final StructLayout IRQ_SET =
      MemoryLayout.structLayout(
          JAVA_INT.withName("bytes"),
          JAVA_INT.withName("flags"),
          JAVA_INT.withName("index"),
          JAVA_INT.withName("start"),
          JAVA_INT.withName("count"),
          JAVA_INT.withName("event"));

  /** What the kernel numbers {@code VFIO_TYPE, VFIO_BASE + n}. */
  enum Request {
    GET_API_VERSION(0),
    CHECK_EXTENSION(1),
    SET_IOMMU(2),
    GROUP_GET_STATUS(3),
    GROUP_SET_CONTAINER(4),
    GROUP_GET_DEVICE_FD(6),
    DEVICE_GET_REGION_INFO(8),
    DEVICE_SET_IRQS(10),
    DEVICE_RESET(11),
    IOMMU_MAP_DMA(13),
    IOMMU_UNMAP_DMA(14);

    private static final long BASE = (';' << 8) | 100;

    private final long number;

    Request(int number) {
      this.number = BASE + number;
    }

    /** As {@code ioctl} takes it. */
    long number() {
      return number;
    }

    int of(int fd, MemorySegment argument) throws BusException {
      int answer = Libc.ioctl(fd, number, argument);
      if (answer < 0) {
        throw new BusException("ioctl VFIO_%s: error %d".formatted(name(), -answer));
      }
      return answer;
    }

    int of(int fd, long argument) throws BusException {
      return of(fd, MemorySegment.ofAddress(argument));
    }
  }

  private Vfio() {}

  /** A zeroed structure with its size in its first field. */
  static MemorySegment allocate(Arena arena, StructLayout layout) {
    MemorySegment struct = arena.allocate(layout.byteSize(), JAVA_LONG.byteAlignment());
    set(struct, layout, "bytes", (int) layout.byteSize());
    return struct;
  }

  static void set(MemorySegment struct, StructLayout layout, String name, int value) {
    struct.set(JAVA_INT, offset(layout, name), value);
  }

  static void set(MemorySegment struct, StructLayout layout, String name, long value) {
    struct.set(JAVA_LONG, offset(layout, name), value);
  }

  static int word(MemorySegment struct, StructLayout layout, String name) {
    return struct.get(JAVA_INT, offset(layout, name));
  }

  static long longWord(MemorySegment struct, StructLayout layout, String name) {
    return struct.get(JAVA_LONG, offset(layout, name));
  }

  private static long offset(StructLayout layout, String name) {
    return layout.byteOffset(PathElement.groupElement(name));
  }
}
