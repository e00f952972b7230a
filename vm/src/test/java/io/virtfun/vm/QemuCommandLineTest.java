package io.virtfun.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.vm.image.GuestImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class QemuCommandLineTest {
  private static final Path RUN = Path.of("/run/a,b");
  private static final GuestImage IMAGE =
      new GuestImage(Path.of("/i"), Path.of("/i/kernel"), Path.of("/i/initramfs"), "6.1.0");

  private static VmSettings settings(Accelerator.Kind kind) {
    return VmSettings.of("one", IMAGE, new Accelerator(kind, "test"), "exit 0");
  }

  private static List<String> arguments(VmSettings settings) {
    return new QemuCommandLine(settings, new Tap(3)).arguments(RUN);
  }

  private static String after(String option, List<String> arguments) {
    return arguments.get(arguments.indexOf(option) + 1);
  }

  private static boolean hasWord(List<String> arguments, String word) {
    return List.of(after("-append", arguments).split(" ")).contains(word);
  }

  @Test
  void shouldHaveAnIommuOnlyWhenThereIsADevice() {
    List<String> without = arguments(settings(Accelerator.Kind.TCG));
    List<String> with =
        arguments(settings(Accelerator.Kind.TCG).withDevices(new Ivshmem(Path.of("/s"), 4)));

    assertFalse(without.contains("intel-iommu,intremap=on"));
    assertFalse(hasWord(without, "intel_iommu=on"));
    assertTrue(with.contains("intel-iommu,intremap=on"));
    assertTrue(hasWord(with, "intel_iommu=on"));
    assertEquals("q35,kernel-irqchip=split", after("-M", with));
  }

  @Test
  void shouldGiveEachDeviceAnIdOfItsOwn() {
    List<String> arguments =
        arguments(
            settings(Accelerator.Kind.TCG)
                .withDevices(new Ivshmem(Path.of("/a,b"), 4), new Ivshmem(Path.of("/c"), 2)));

    assertTrue(arguments.contains("socket,id=ivshmem0,path=/a,,b"));
    assertTrue(arguments.contains("ivshmem-doorbell,chardev=ivshmem0,vectors=4,bus=pcie.0"));
    assertTrue(arguments.contains("socket,id=ivshmem1,path=/c"));
    assertTrue(arguments.contains("ivshmem-doorbell,chardev=ivshmem1,vectors=2,bus=pcie.0"));
  }

  @Test
  void shouldTakeTheHostsProcessorOnlyWithKvm() {
    assertEquals("host", after("-cpu", arguments(settings(Accelerator.Kind.KVM))));
    assertEquals("qemu64", after("-cpu", arguments(settings(Accelerator.Kind.TCG))));
    assertFalse(hasWord(arguments(settings(Accelerator.Kind.KVM)), "tsc=reliable"));
  }

  @Test
  void shouldTellTheGuestItsAddressWhenThereIsANetwork() {
    VmSettings settings = settings(Accelerator.Kind.TCG);
    List<String> none = arguments(settings);
    List<String> user = arguments(settings.withNetwork(Network.USER));
    List<String> tap = arguments(settings.withNetwork(Network.TAP));

    assertFalse(none.contains("-netdev"));
    assertTrue(hasWord(user, "virtfun.address=10.0.2.15/24"));
    assertTrue(hasWord(tap, "virtfun.address=198.18.99.14/30"));
    assertTrue(hasWord(tap, "virtfun.gateway=198.18.99.13"));
    assertEquals(
        "tap,id=network,ifname=virtfun3,script=/run/a,,b/network,downscript=no",
        after("-netdev", tap));
  }

  @Test
  void shouldLeaveDevicesAloneWhenBindingIsOff() {
    assertTrue(
        hasWord(arguments(settings(Accelerator.Kind.TCG).withoutBinding()), "virtfun.bind=no"));
  }
}
