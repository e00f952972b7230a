package io.virtfun.vm.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Debian's stock kernel, taken from its package without installing it. */
final class KernelPackage {
  private static final String META_PACKAGE = "linux-image-amd64";

  /** A signed kernel's package; the unsigned one has a suffix. */
  private static final Pattern DEPENDENCY =
      Pattern.compile("Depends: (linux-image-[0-9][^ ]*-amd64)\\b");

  private KernelPackage() {}

  /** Downloads and unpacks the newest kernel into an empty folder. */
  static KernelSource.Files unpack(Path folder, Consumer<String> progress) throws IOException {
    String name = newest(folder);
    progress.accept("downloading " + name);
    try {
      Subprocess.run(folder, List.of("apt-get", "-q", "download", name));
    } catch (ImageException e) {
      throw new NoKernelException(name + ": cannot be downloaded: " + e.getMessage(), e);
    }
    Path archive = only(folder, ".deb");
    progress.accept("unpacking " + name);
    Subprocess.run(folder, List.of("dpkg-deb", "-x", archive.toString(), folder.toString()));
    Path kernel = only(folder.resolve("boot"), "-amd64", "vmlinuz-");
    String release = kernel.getFileName().toString().substring("vmlinuz-".length());
    Path modules = folder.resolve("lib/modules").resolve(release);
    return new KernelSource.Files(
        kernel,
        Files.isDirectory(modules) ? modules : folder.resolve("usr/lib/modules").resolve(release));
  }

  private static String newest(Path folder) throws IOException {
    String answer;
    try {
      answer = Subprocess.run(folder, List.of("apt-cache", "depends", META_PACKAGE));
    } catch (ImageException e) {
      throw new NoKernelException(
          META_PACKAGE
              + ": apt does not know it (expected: Debian's package lists; run sudo apt-get update,"
              + " or give --kernel and --modules)",
          e);
    }
    Matcher match = DEPENDENCY.matcher(answer);
    if (!match.find()) {
      throw new ImageException(
          META_PACKAGE + ": names no kernel (expected: Debian; or give --kernel and --modules)");
    }
    return match.group(1);
  }

  private static Path only(Path folder, String end) throws IOException {
    return only(folder, end, "");
  }

  private static Path only(Path folder, String end, String start) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(end))
          .filter(file -> file.getFileName().toString().startsWith(start))
          .findFirst()
          .orElseThrow(() -> new ImageException(folder + ": no file " + start + "*" + end));
    }
  }
}
