package io.virtfun.vm;

import java.nio.file.Path;
import java.util.List;

/**
 * A device of a virtual machine that attaches to an ivshmem server.
 *
 * @param vectors how many doorbells each peer has
 */
public record Ivshmem(Path socket, int vectors) {
  public Ivshmem {
    if (vectors < 1) {
      throw new IllegalArgumentException("vectors: " + vectors + " (expected: at least 1)");
    }
  }

  /** QEMU's arguments for a machine whose programs can have such a device with interrupts. */
  public static List<String> machineArguments() {
    return List.of("-M", "q35,kernel-irqchip=split", "-device", "intel-iommu,intremap=on");
  }

  /**
   * QEMU's arguments for it; it sits on the root bus, where each device has an IOMMU group of its
   * own.
   *
   * @param id unique in the machine
   */
  public List<String> qemuArguments(String id) {
    return List.of(
        "-chardev",
        "socket,id=%s,path=%s".formatted(id, QemuCommandLine.escaped(socket)),
        "-device",
        "ivshmem-doorbell,chardev=%s,vectors=%d,bus=pcie.0".formatted(id, vectors));
  }
}
