package io.virtfun.driver.fpga;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.driver.spi.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as the kernel has them, in a folder of the test's. */
class PciDeviceTest {
  private static final String ADDRESS = "0000:01:00.0";

  @TempDir Path root;

  private PciDevice device() {
    return new PciDevice(root.resolve(ADDRESS), root.resolve("vfio"), ADDRESS);
  }

  private void present() throws IOException {
    Path folder = Files.createDirectory(root.resolve(ADDRESS));
    Files.writeString(folder.resolve("vendor"), "0x10ee\n");
    Files.writeString(folder.resolve("device"), "0x903f\n");
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(root.resolve(ADDRESS).resolve(name), Path.of("../x", target));
  }

  private void assertUnavailable(String reason) {
    assertEquals(new Probe.Unavailable(reason), device().probe());
  }

  @Test
  void shouldSayWhatIsMissingUntilNothingIs() throws IOException {
    assertUnavailable("no PCI device at " + ADDRESS);
    present();
    assertUnavailable(
        "PCI device 10ee:903f at 0000:01:00.0: bound to no driver (expected: vfio-pci)");
    link("driver", "vfio-pci");
    assertUnavailable(
        "PCI device 10ee:903f at 0000:01:00.0: in no IOMMU group"
            + " (expected: an IOMMU, switched on)");
    link("iommu_group", "17");
    Path group = root.resolve("vfio/17");
    assertUnavailable(group + ": not for this user (expected: readable and writable)");
    Files.createDirectory(root.resolve("vfio"));
    Files.createFile(group);
    assertEquals(
        new Probe.Available("PCI device 10ee:903f at 0000:01:00.0, through VFIO"),
        device().probe());
  }

  @Test
  void shouldNameTheDriverThatHasTheDevice() throws IOException {
    present();
    link("driver", "xdma");

    assertUnavailable("PCI device 10ee:903f at 0000:01:00.0: bound to xdma (expected: vfio-pci)");
  }
}
