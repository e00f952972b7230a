package io.virtfun.broker.vm;

import io.virtfun.broker.demo.VmTools;
import io.virtfun.vm.Accelerator;
import io.virtfun.vm.Ivshmem;
import io.virtfun.vm.VirtualMachine;
import io.virtfun.vm.VmHost;
import io.virtfun.vm.VmSettings;
import io.virtfun.vm.image.GuestImage;
import java.nio.file.Path;
import java.util.Arrays;

/** Virtual machines in which the classes of these tests are. */
public final class Machines {
  private static GuestImage image;
  private static Accelerator accelerator;

  private Machines() {}

  /** Skips the test where machines cannot run, and says what is missing. */
  public static void require() {
    image();
  }

  /** The image; made when it is first asked for. */
  public static synchronized GuestImage image() {
    if (image == null) {
      VmHost.assumeUsable();
      image = VmHost.build(VmTools.image());
    }
    return image;
  }

  private static synchronized Accelerator accelerator() {
    if (accelerator == null) {
      accelerator = VmTools.accelerator(image(), System.err::println);
    }
    return accelerator;
  }

  /** A machine with a device at each of these addresses. */
  static VmSettings settings(String name, String script, String... addresses) {
    return VmSettings.of("virtfun-test-" + name, image(), accelerator(), script)
        .withDevices(
            Arrays.stream(addresses)
                .map(address -> new Ivshmem(Path.of(address.substring("unix:".length())), 2))
                .toArray(Ivshmem[]::new));
  }

  /** Boots one. */
  static VirtualMachine start(VmSettings settings, Transcript transcript) {
    return VirtualMachine.start(settings, transcript);
  }

  /** The shell's command that runs a class of these tests. */
  static String java(Class<?> program, String... arguments) {
    return "guest-java " + program.getName() + " " + String.join(" ", arguments);
  }
}
