package io.virtfun.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PCI device as the kernel shows it in a folder.
 *
 * <p><b>Thread:</b> any; reads files. <b>Source:</b> Linux, Documentation/PCI/sysfs-pci.rst; QEMU,
 * docs/specs/ivshmem-spec.
 */
record PciDevice(Path folder) {
  /** Where the kernel shows devices. */
  static final Path ALL = Path.of("/sys/bus/pci/devices");

  /** Registers of ivshmem. */
  static final int REGISTERS_BAR = 0;

  /** Shared memory of ivshmem. */
  static final int REGION_BAR = 2;

  private static final String VENDOR = "0x1af4";
  private static final String DEVICE = "0x1110";
  private static final String VFIO = "vfio-pci";

  /** The ivshmem devices, by address. */
  static List<PciDevice> ivshmem(Path all) throws IOException {
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(all)) {
      return folders.sorted().map(PciDevice::new).filter(PciDevice::isIvshmem).toList();
    }
  }

  private boolean isIvshmem() {
    return VENDOR.equals(text("vendor")) && DEVICE.equals(text("device"));
  }

  private @Nullable String text(String file) {
    try {
      return Files.readString(folder.resolve(file)).strip();
    } catch (IOException _) {
      // Gone while looking, or a device without this file: it is none that is looked for.
      return null;
    }
  }

  /** Domain, bus, device and function. */
  String address() {
    return folder.getFileName().toString();
  }

  /** What it is attached as. */
  AttachAddress.Pci attachAddress() {
    return new AttachAddress.Pci(address());
  }

  /** The driver it is bound to; null: none. */
  @Nullable String driver() {
    return linked("driver");
  }

  private @Nullable String linked(String link) {
    try {
      return Files.readSymbolicLink(folder.resolve(link)).getFileName().toString();
    } catch (IOException _) {
      return null;
    }
  }

  /** Whether it is bound to vfio-pci. */
  boolean isForVfio() {
    return VFIO.equals(driver());
  }

  /** The group that goes to one program as a whole; empty without an IOMMU. */
  OptionalInt iommuGroup() {
    String group = linked("iommu_group");
    return group == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(group));
  }

  /** What maps a base address register. */
  Path resource(int bar) {
    return folder.resolve("resource" + bar);
  }

  /** Has the device answer to memory accesses. <b>Errors:</b> not allowed to most users. */
  void enable() throws IOException {
    if (!"1".equals(text("enable"))) {
      Files.writeString(folder.resolve("enable"), "1");
    }
  }

  /** Size of a base address register. <b>Errors:</b> {@link NoSuchFileException} without it. */
  long barBytes(int bar) throws IOException {
    return Files.size(resource(bar));
  }

  /** What binds it to vfio-pci, as root; without an IOMMU group it cannot be. */
  String bindCommands() {
    String unbind =
        driver() == null ? "" : "echo %s > %s/driver/unbind && ".formatted(address(), folder);
    return ("modprobe vfio-pci && echo %s > %s/driver_override && %s"
            + "echo %s > /sys/bus/pci/drivers_probe")
        .formatted(VFIO, folder, unbind, address());
  }
}
