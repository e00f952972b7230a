package io.virtfun.vm.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The modules of one kernel, as they lie in its {@code /lib/modules/RELEASE}.
 *
 * <p><b>Source:</b> Linux, {@code Documentation/kbuild/modules.rst}; the {@code depends} of a
 * module's section {@code .modinfo}.
 */
final class KernelModules {
  /** What the guest cannot do without. */
  static final List<String> WANTED =
      List.of(
          "virtio_pci",
          "virtio_console",
          "virtio_net",
          "qemu_fw_cfg",
          "vfio",
          "vfio_iommu_type1",
          "vfio_pci");

  private final Path folder;
  private final Map<String, Path> files = new HashMap<>();
  private final Set<String> builtIn = new HashSet<>();

  private KernelModules(Path folder) {
    this.folder = folder;
  }

  /** <b>Errors:</b> {@link ImageException} where the folder is not one of kernel modules. */
  static KernelModules in(Path folder) throws IOException {
    KernelModules modules = new KernelModules(folder);
    Path list = folder.resolve("modules.builtin");
    if (!Files.isReadable(list)) {
      throw new ImageException(
          folder + ": no modules.builtin (expected: a kernel's /lib/modules/RELEASE)");
    }
    for (String line : Files.readAllLines(list)) {
      modules.builtIn.add(nameOf(Path.of(line)));
    }
    try (Stream<Path> walk = Files.walk(folder.resolve("kernel"))) {
      walk.filter(file -> file.getFileName().toString().contains(".ko"))
          .forEach(file -> modules.files.put(nameOf(file), file));
    }
    return modules;
  }

  /** The kernel's name for the module of a file: it knows no dash. */
  private static String nameOf(Path file) {
    String name = file.getFileName().toString();
    int end = name.indexOf(".ko");
    return (end < 0 ? name : name.substring(0, end)).replace('-', '_');
  }

  /**
   * The wanted modules and those that they need, in the order in which they can be inserted, each
   * with its uncompressed bytes; without those that are built into the kernel.
   */
  Map<String, byte[]> inOrder(List<String> wanted) throws IOException {
    Map<String, byte[]> ordered = new LinkedHashMap<>();
    for (String name : wanted) {
      add(name, ordered, new ArrayList<>());
    }
    return ordered;
  }

  private void add(String name, Map<String, byte[]> ordered, List<String> path) throws IOException {
    if (ordered.containsKey(name) || builtIn.contains(name)) {
      return;
    }
    Path file = files.get(name);
    if (file == null || path.contains(name)) {
      throw new ImageException(
          "%s: no usable module %s (expected: %s)"
              .formatted(folder, name, String.join(", ", WANTED)));
    }
    byte[] bytes = read(file);
    path.add(name);
    for (String dependency : dependencies(file, bytes)) {
      add(dependency, ordered, path);
    }
    path.removeLast();
    ordered.put(name, bytes);
  }

  private static List<String> dependencies(Path file, byte[] bytes) {
    List<String> names = new ArrayList<>();
    Elf elf =
        Elf.of(ByteBuffer.wrap(bytes))
            .orElseThrow(() -> new ImageException(file + ": no module for x86-64"));
    for (String entry : elf.strings(".modinfo")) {
      if (entry.startsWith("depends=")) {
        for (String name : entry.substring("depends=".length()).split(",", -1)) {
          if (!name.isBlank()) {
            names.add(name.replace('-', '_'));
          }
        }
      }
    }
    return names;
  }

  private static byte[] read(Path file) throws IOException {
    String name = file.getFileName().toString();
    try (InputStream raw = Files.newInputStream(file);
        InputStream plain = plain(name, raw)) {
      return plain.readAllBytes();
    }
  }

  private static InputStream plain(String name, InputStream raw) throws IOException {
    if (name.endsWith(".ko")) {
      return raw;
    }
    if (name.endsWith(".ko.xz")) {
      return new XZInputStream(raw);
    }
    if (name.endsWith(".ko.gz")) {
      return new GZIPInputStream(raw);
    }
    throw new ImageException(
        name + ": compressed in an unknown way (expected: .ko, .ko.xz, .ko.gz)");
  }
}
