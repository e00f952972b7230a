package io.virtfun.guest;

import io.virtfun.shm.linux.EventFd;
import io.virtfun.shm.linux.Fd;
import io.virtfun.shm.linux.LinuxException;
import io.virtfun.shm.linux.Memory;
import io.virtfun.shm.linux.VfioDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An ivshmem device that this process has, with its registers and its shared memory mapped.
 *
 * <p>Through VFIO it has interrupts. Through the files that the kernel shows of a device without a
 * driver it has none, and the guest looks for completions instead.
 *
 * <p><b>Thread:</b> {@link #ring} any; the others one at a time, and may block. <b>Source:</b>
 * QEMU, docs/specs/ivshmem-spec, "Device registers".
 */
final class PciLink {
  private static final System.Logger LOG = System.getLogger(PciLink.class.getName());
  private static final VarHandle REGISTER =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
  private static final long OWN_PEER_ID = 8;
  private static final long DOORBELL = 12;
  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int EACCES = 13;
  private static final int EBUSY = 16;

  /** Not allowed, or no such file where the kernel shows none. */
  private static final Set<Integer> REFUSALS = Set.of(EPERM, ENOENT, EACCES);

  private final AttachAddress.Pci address;
  private final Arena arena = Arena.ofShared();
  private final @Nullable VfioDevice vfio;
  private final List<Fd> files = new ArrayList<>();
  private final List<Fd> doorbells = new ArrayList<>();
  private final MemorySegment registers;
  private final MemorySegment region;

  private PciLink(PciDevice device, VfioDevice vfio) throws LinuxException {
    this.address = device.attachAddress();
    this.vfio = vfio;
    try {
      vfio.enable();
      registers = vfio.map(PciDevice.REGISTERS_BAR, arena);
      region = vfio.map(PciDevice.REGION_BAR, arena);
    } catch (LinuxException e) {
      close();
      throw e;
    }
  }

  private PciLink(PciDevice device) throws IOException {
    this.address = device.attachAddress();
    this.vfio = null;
    try {
      Fd shared = Fd.open(device.resource(PciDevice.REGION_BAR));
      files.add(shared);
      if (!shared.tryLock()) {
        throw new AttachException.DeviceBusy(address, null);
      }
      device.enable();
      Fd control = Fd.open(device.resource(PciDevice.REGISTERS_BAR));
      files.add(control);
      registers = Memory.map(control, device.barBytes(PciDevice.REGISTERS_BAR), arena);
      region = Memory.map(shared, device.barBytes(PciDevice.REGION_BAR), arena);
    } catch (IOException | AttachException e) {
      close();
      throw e;
    }
  }

  /** Takes a device. <b>Errors:</b> {@link AttachException}; nothing stays open. */
  static PciLink open(PciDevice device) {
    PciLink link = device.isForVfio() ? withInterrupts(device) : withoutInterrupts(device);
    int peer = (int) REGISTER.getVolatile(link.registers, OWN_PEER_ID);
    if (peer < 0) {
      link.close();
      throw new AttachException.UnusableDevice(
          link.address, "peer id: " + peer + " (expected: one that a broker gave)");
    }
    return link;
  }

  private static PciLink withInterrupts(PciDevice device) {
    AttachAddress.Pci address = device.attachAddress();
    OptionalInt group = device.iommuGroup();
    if (group.isEmpty()) {
      throw new AttachException.UnusableDevice(
          address,
          "bound to vfio-pci without an IOMMU group (expected: -device intel-iommu and the kernel"
              + " argument intel_iommu=on)");
    }
    try {
      return new PciLink(device, VfioDevice.open(device.address(), group.getAsInt()));
    } catch (LinuxException e) {
      throw switch (e.errno()) {
        case EBUSY -> new AttachException.DeviceBusy(address, e);
        case EPERM, EACCES ->
            new AttachException.PermissionDenied(
                address, "/dev/vfio/" + group.getAsInt() + " this user may write", e);
        default -> new AttachException.SystemFailed(address, e);
      };
    }
  }

  private static PciLink withoutInterrupts(PciDevice device) {
    AttachAddress.Pci address = device.attachAddress();
    String driver = device.driver() == null ? "no driver" : "driver " + device.driver();
    try {
      PciLink link = new PciLink(device);
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: {1}, polling without interrupts; for interrupts: {2}",
          address,
          driver,
          device.bindCommands());
      return link;
    } catch (IOException e) {
      throw isForRootAlone(e)
          ? new AttachException.DriverNotBound(
              address, driver + " (expected: vfio-pci); as root: " + device.bindCommands(), e)
          : new AttachException.SystemFailed(address, e);
    }
  }

  private static boolean isForRootAlone(IOException e) {
    return e instanceof AccessDeniedException
        || (e instanceof LinuxException system && REFUSALS.contains(system.errno()));
  }

  /** The shared memory, as it lies there. */
  MemorySegment region() {
    return region;
  }

  /** What the host signals, per vector; none without interrupts. */
  List<Fd> doorbells() {
    return doorbells;
  }

  /** Receives as many vectors as the lanes use. <b>Errors:</b> {@link AttachException}. */
  void listen(int vectors) {
    if (vfio == null) {
      return;
    }
    try {
      int most = vfio.vectors();
      if (most < vectors) {
        throw new AttachException.UnusableDevice(
            address,
            "MSI-X vectors: %d (expected: %d, one per lane; vectors= of the QEMU device)"
                .formatted(most, vectors));
      }
      for (int i = 0; i < vectors; i++) {
        doorbells.add(EventFd.create(0));
      }
      vfio.signal(doorbells);
    } catch (LinuxException e) {
      throw new AttachException.SystemFailed(address, e);
    }
  }

  /** Rings a peer. */
  void ring(int peer, int vector) {
    REGISTER.setVolatile(registers, DOORBELL, peer << 16 | vector);
  }

  /** Ends the interrupts and closes all descriptors. Idempotent; the mappings stay. */
  void disconnect() {
    if (vfio != null) {
      if (!doorbells.isEmpty()) {
        try {
          vfio.silence();
        } catch (LinuxException e) {
          LOG.log(System.Logger.Level.WARNING, "{0}: {1}", address, e.getMessage());
        }
      }
      vfio.close();
    }
    files.forEach(Fd::close);
    doorbells.forEach(Fd::close);
    doorbells.clear();
  }

  /**
   * Unmaps. Idempotent; the device is free for others then. <b>Errors:</b> {@link
   * IllegalStateException} while a native call or a channel uses a part of it.
   */
  void unmap() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  /** Gives all back at once, while nobody uses it. */
  void close() {
    disconnect();
    unmap();
  }
}
