package io.virtfun.vm;

import io.virtfun.vm.image.GuestImage;
import java.util.List;

/**
 * What a virtual machine is made of.
 *
 * @param name for threads, messages and QEMU's process
 * @param runScript for the guest's shell; its stdin and stdout are the host's, its stderr is the
 *     console. {@code guest-java MAIN ARGUMENT...} starts a program of the image's class path. The
 *     shell gives background programs no stdin of their own accord: copy it with {@code exec}
 * @param devices bound to VFIO in the guest where {@code bind} is set
 */
public record VmSettings(
    String name,
    GuestImage image,
    Accelerator accelerator,
    String runScript,
    List<Ivshmem> devices,
    Network network,
    int memoryMebibytes,
    int cpus,
    boolean bind) {
  public VmSettings {
    devices = List.copyOf(devices);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new IllegalArgumentException(
          "name: " + name + " (expected: letters, digits, '.', '_', '-')");
    }
    requireRange("memory-mebibytes", memoryMebibytes, 256, 1 << 20);
    requireRange("cpus", cpus, 1, 64);
  }

  /** A machine with 1 GiB, two processors, no device and no network. */
  public static VmSettings of(
      String name, GuestImage image, Accelerator accelerator, String runScript) {
    return new VmSettings(
        name, image, accelerator, runScript, List.of(), Network.NONE, 1024, 2, true);
  }

  private static void requireRange(String key, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s: %d (expected: %d..%d)".formatted(key, value, least, most));
    }
  }

  /** With these devices. */
  public VmSettings withDevices(Ivshmem... some) {
    return new VmSettings(
        name, image, accelerator, runScript, List.of(some), network, memoryMebibytes, cpus, bind);
  }

  /** With this network card. */
  public VmSettings withNetwork(Network other) {
    return new VmSettings(
        name, image, accelerator, runScript, devices, other, memoryMebibytes, cpus, bind);
  }

  /** With this size. */
  public VmSettings withSize(int mebibytes, int processors) {
    return new VmSettings(
        name, image, accelerator, runScript, devices, network, mebibytes, processors, bind);
  }

  /** With devices left as the guest's kernel finds them. */
  public VmSettings withoutBinding() {
    return new VmSettings(
        name, image, accelerator, runScript, devices, network, memoryMebibytes, cpus, false);
  }
}
