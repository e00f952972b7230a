package io.virtfun.vm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a virtual machine keeps in files until QEMU has started. */
final class RunFolder {
  private RunFolder() {}

  static Path create(String script, @Nullable Tap tap) throws IOException {
    Path folder = Files.createTempDirectory("virtfun-vm-");
    Files.writeString(script(folder), script);
    if (tap != null) {
      Path network = Files.writeString(networkScript(folder), tap.script());
      Files.setPosixFilePermissions(network, PosixFilePermissions.fromString("rwx------"));
    }
    return folder;
  }

  static Path script(Path folder) {
    return folder.resolve("run");
  }

  static Path networkScript(Path folder) {
    return folder.resolve("network");
  }

  static Path socket(Path folder) {
    return folder.resolve("qmp");
  }

  static void delete(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : all) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new VmException(folder + ": cannot be removed: " + e.getMessage(), e);
    }
  }
}
