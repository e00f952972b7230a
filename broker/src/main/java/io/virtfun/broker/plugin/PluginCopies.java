package io.virtfun.broker.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/**
 * The folder in which copies of plug-ins lie while they are loaded. A broker that was killed leaves
 * its copies, which the next one removes.
 *
 * <p><b>Thread:</b> one at a time; blocks.
 */
final class PluginCopies {
  private final Path folder;
  private final long pid = ProcessHandle.current().pid();
  private int made;

  /** In a folder that is made when it is needed. */
  PluginCopies(Path folder) {
    this.folder = folder;
  }

  /** A copy of a jar, which nobody else can write to; nothing is left where that fails. */
  Path of(Path jar) throws IOException {
    if (made == 0) {
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      removeLeftovers();
    }
    Path copy = folder.resolve(pid + "-" + made++ + ".jar");
    try (InputStream in = Files.newInputStream(jar)) {
      Files.copy(in, copy);
      return copy;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
  }

  private void removeLeftovers() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        boolean isCopy = name.matches("\\d{1,10}-\\d{1,10}\\.jar");
        if (isCopy && !isAlive(Long.parseLong(name.substring(0, name.indexOf('-'))))) {
          Files.delete(file);
        }
      }
    }
  }

  private boolean isAlive(long owner) {
    // This process cannot have made it yet.
    return owner != pid && ProcessHandle.of(owner).isPresent();
  }
}
