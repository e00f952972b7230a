package io.virtfun.vm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** QEMU's arguments for a virtual machine. */
final class QemuCommandLine {
  static final String QEMU = "qemu-system-x86_64";
  static final String PROGRAM_PORT = "io.virtfun.program";

  private static final String SCRIPT = "opt/io.virtfun/run";

  private final VmSettings settings;
  private final @Nullable Tap tap;

  QemuCommandLine(VmSettings settings, @Nullable Tap tap) {
    this.settings = settings;
    this.tap = tap;
  }

  /** A path in an option with commas. */
  static String escaped(Path path) {
    return path.toString().replace(",", ",,");
  }

  List<String> arguments(Path runFolder) {
    List<String> arguments =
        new ArrayList<>(
            List.of(QEMU, "-name", settings.name(), "-nodefaults", "-no-user-config", "-display"));
    arguments.addAll(List.of("none", "-action", "reboot=shutdown"));
    addMachine(arguments);
    addProgram(arguments, runFolder);
    addNetwork(arguments, runFolder);
    for (int i = 0; i < settings.devices().size(); i++) {
      arguments.addAll(settings.devices().get(i).qemuArguments("ivshmem" + i));
    }
    return arguments;
  }

  private void addMachine(List<String> arguments) {
    boolean kvm = settings.accelerator().kind() == Accelerator.Kind.KVM;
    boolean iommu = !settings.devices().isEmpty();
    arguments.addAll(List.of("-M", iommu ? "q35,kernel-irqchip=split" : "q35"));
    arguments.addAll(List.of("-accel", kvm ? "kvm" : "tcg,thread=multi"));
    arguments.addAll(List.of("-cpu", kvm ? "host" : "qemu64"));
    arguments.addAll(List.of("-smp", Integer.toString(settings.cpus())));
    arguments.addAll(List.of("-m", settings.memoryMebibytes() + "M"));
    if (iommu) {
      arguments.addAll(List.of("-device", "intel-iommu,intremap=on"));
    }
    arguments.addAll(List.of("-kernel", settings.image().kernel().toString()));
    arguments.addAll(List.of("-initrd", settings.image().initramfs().toString()));
    arguments.addAll(List.of("-append", kernelArguments(kvm, iommu)));
  }

  private String kernelArguments(boolean kvm, boolean iommu) {
    List<String> words = new ArrayList<>(List.of("console=ttyS0", "loglevel=4", "panic=-1"));
    // The guest lives for a test or a measurement and runs nothing that it does not trust.
    words.addAll(List.of("mitigations=off", "nokaslr", "cryptomgr.notests", "no_timer_check"));
    if (!kvm) {
      // A busy host makes the kernel distrust the clock, and then each look at it is slow.
      words.add("tsc=reliable");
    }
    if (iommu) {
      words.add("intel_iommu=on");
    }
    if (!settings.bind()) {
      words.add("virtfun.bind=no");
    }
    VmAddresses.of(settings.network(), tap)
        .ifPresent(
            addresses -> {
              words.add("virtfun.address=%s/%d".formatted(addresses.guest(), addresses.prefix()));
              words.add("virtfun.gateway=" + addresses.host());
            });
    return String.join(" ", words);
  }

  private static void addProgram(List<String> arguments, Path runFolder) {
    arguments.addAll(
        List.of(
            "-chardev",
            "stdio,id=program,signal=off",
            "-device",
            "virtio-serial-pci,bus=pcie.0",
            "-device",
            "virtserialport,chardev=program,name=" + PROGRAM_PORT,
            "-chardev",
            "file,id=console,path=/dev/stderr",
            "-serial",
            "chardev:console",
            "-fw_cfg",
            "name=" + SCRIPT + ",file=" + escaped(RunFolder.script(runFolder)),
            "-qmp",
            "unix:" + escaped(RunFolder.socket(runFolder)) + ",server=off"));
  }

  private void addNetwork(List<String> arguments, Path runFolder) {
    switch (settings.network()) {
      case NONE -> {
        return;
      }
      case USER -> arguments.addAll(List.of("-netdev", "user,id=network"));
      case TAP ->
          // QEMU makes the device, which goes with it however it ends.
          arguments.addAll(
              List.of(
                  "-netdev",
                  "tap,id=network,ifname=%s,script=%s,downscript=no"
                      .formatted(
                          Objects.requireNonNull(tap).name(),
                          escaped(RunFolder.networkScript(runFolder)))));
    }
    arguments.addAll(List.of("-device", "virtio-net-pci,netdev=network,romfile=,bus=pcie.0"));
  }
}
