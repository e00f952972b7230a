package io.virtfun.vm.image;

import java.nio.file.Path;

/** Where the guest's kernel comes from. */
public sealed interface KernelSource {
  /**
   * The installed kernel whose modules are all there, or else the distribution's newest, whose
   * package is downloaded once and not installed.
   */
  record Automatic() implements KernelSource {}

  /**
   * A kernel's files.
   *
   * @param kernel a {@code vmlinuz}
   * @param modules its {@code /lib/modules/RELEASE}
   */
  record Files(Path kernel, Path modules) implements KernelSource {}
}
