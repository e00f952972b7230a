package io.virtfun.driver.fpga;

import io.virtfun.driver.spi.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A device on PCI as the kernel shows it in its files.
 *
 * @param folder the kernel's folder of it, there or not
 * @param vfio the folder of VFIO's groups
 * @param address domain, bus, device and function: {@code 0000:01:00.0}
 */
record PciDevice(Path folder, Path vfio, String address) {
  private static final String VFIO_DRIVER = "vfio-pci";

  /** The device at an address of this host. */
  static PciDevice at(String address) {
    return new PciDevice(
        Path.of("/sys/bus/pci/devices").resolve(address), Path.of("/dev/vfio"), address);
  }

  /** Whether VFIO can open it; whether it is an accelerator of ours shows then. */
  Probe probe() {
    try {
      Optional<String> obstacle = obstacle();
      if (obstacle.isPresent()) {
        return new Probe.Unavailable(obstacle.get());
      }
      return new Probe.Available("PCI device %s at %s, through VFIO".formatted(name(), address));
    } catch (IOException e) {
      return new Probe.Unavailable("PCI device at " + address + ": " + e);
    }
  }

  private Optional<String> obstacle() throws IOException {
    if (!Files.exists(folder)) {
      return Optional.of("no PCI device at " + address);
    }
    String driver = linkName("driver").orElse("no driver");
    if (!driver.equals(VFIO_DRIVER)) {
      return Optional.of(
          "PCI device %s at %s: bound to %s (expected: %s)"
              .formatted(name(), address, driver, VFIO_DRIVER));
    }
    Optional<Path> group = group();
    if (group.isEmpty()) {
      return Optional.of(
          "PCI device %s at %s: in no IOMMU group (expected: an IOMMU, switched on)"
              .formatted(name(), address));
    }
    if (!Files.isReadable(group.get()) || !Files.isWritable(group.get())) {
      return Optional.of(group.get() + ": not for this user (expected: readable and writable)");
    }
    return Optional.empty();
  }

  /** Vendor and device, as {@code 10ee:903f}. */
  private String name() throws IOException {
    return identity("vendor") + ":" + identity("device");
  }

  private String identity(String file) throws IOException {
    return Files.readString(folder.resolve(file)).strip().replace("0x", "");
  }

  /** The file of its VFIO group; empty where it is in none. */
  Optional<Path> group() throws IOException {
    return linkName("iommu_group").map(vfio::resolve);
  }

  /** The file of VFIO's containers. */
  Path container() {
    return vfio.resolve("vfio");
  }

  private Optional<String> linkName(String link) throws IOException {
    Path path = folder.resolve(link);
    return Files.isSymbolicLink(path)
        ? Optional.of(Files.readSymbolicLink(path).getFileName().toString())
        : Optional.empty();
  }
}
