package io.virtfun.vm;

import io.virtfun.vm.image.GuestImage;
import java.nio.file.Path;

/** A process that starts a machine and waits for its end. */
final class MachineOwner {
  private MachineOwner() {}

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    GuestImage image =
        new GuestImage(folder, folder.resolve("kernel"), folder.resolve("initramfs"), "");
    VmSettings settings =
        VmSettings.of("owned", image, Accelerator.forced("tcg"), "cat")
            .withDevices(new Ivshmem(Path.of(arguments[1]), 2));
    try (VirtualMachine machine = VirtualMachine.start(settings, new VmListener() {})) {
      machine.outcome().join();
    }
  }
}
