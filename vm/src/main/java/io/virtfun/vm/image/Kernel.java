package io.virtfun.vm.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kernel and the guest's modules in a folder of the cache.
 *
 * @param image what QEMU boots
 * @param modules in the order in which they are inserted
 */
record Kernel(String release, Path image, List<Path> modules) {
  private static final String IMAGE = "kernel";
  private static final String RELEASE = "release";
  private static final String MODULES = "modules";

  /** As {@link #prepare} left it. */
  static Kernel in(Path folder) throws IOException {
    try (Stream<Path> modules = Files.list(folder.resolve(MODULES))) {
      return new Kernel(
          Files.readString(folder.resolve(RELEASE)),
          folder.resolve(IMAGE),
          modules.sorted().toList());
    }
  }

  /** Copies what the guest needs of a kernel. */
  static void prepare(KernelSource.Files source, Path folder) throws IOException {
    KernelFile kernel = KernelFile.read(source.kernel());
    Map<String, byte[]> modules = KernelModules.in(source.modules()).inOrder(KernelModules.WANTED);
    Files.write(folder.resolve(IMAGE), kernel.uncompressed().orElseGet(kernel::bytes));
    Files.writeString(folder.resolve(RELEASE), kernel.release());
    Path moduleFolder = Files.createDirectory(folder.resolve(MODULES));
    int position = 0;
    for (Map.Entry<String, byte[]> module : modules.entrySet()) {
      String name = "%02d-%s.ko".formatted(position++, module.getKey());
      Files.write(moduleFolder.resolve(name), module.getValue());
    }
  }

  /** The newest installed kernel that the guest can use. */
  static Optional<KernelSource.Files> installed(Path boot, Path modules) throws IOException {
    List<Path> kernels = new ArrayList<>();
    if (Files.isDirectory(boot)) {
      try (Stream<Path> files = Files.list(boot)) {
        files
            .filter(file -> file.getFileName().toString().startsWith("vmlinuz-"))
            .filter(Files::isReadable)
            .forEach(kernels::add);
      }
    }
    kernels.sort(Versions.BY_NUMBERS.reversed());
    for (Path kernel : kernels) {
      String release = kernel.getFileName().toString().substring("vmlinuz-".length());
      KernelSource.Files source = new KernelSource.Files(kernel, modules.resolve(release));
      if (isUsable(source)) {
        return Optional.of(source);
      }
    }
    return Optional.empty();
  }

  private static boolean isUsable(KernelSource.Files source) throws IOException {
    try {
      KernelModules.in(source.modules()).inOrder(KernelModules.WANTED);
      return true;
    } catch (ImageException e) {
      return false;
    }
  }
}
