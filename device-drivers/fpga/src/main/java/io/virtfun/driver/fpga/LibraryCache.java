package io.virtfun.driver.fpga;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Libraries that took time to make, each complete or not there.
 *
 * <p><b>Thread:</b> any, of any process: one at a time makes.
 */
final class LibraryCache {
  private static final String SUFFIX = ".so";
  private static final String WORK = "work";

  /** Several numbers of slots, of two versions of the sources. */
  private static final int KEPT = 8;

  /** File locks do not keep threads of one process apart. */
  private static final ReentrantLock LOCK = new ReentrantLock();

  private final Path folder;

  /** Makes a library. */
  @FunctionalInterface
  interface Maker {
    /** Works in an empty folder and answers the file in it. */
    Path make(Path work) throws IOException;
  }

  LibraryCache(Path folder) {
    this.folder = folder;
  }

  /** {@code $XDG_CACHE_HOME/virtfun/fpga}, or that in {@code ~/.cache}. */
  static Path folderOfThisUser() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path base =
        cache != null && Path.of(cache).isAbsolute()
            ? Path.of(cache)
            : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("virtfun").resolve("fpga");
  }

  /** The library with a key, made where it is not there. */
  Path entry(String key, Maker maker) throws IOException {
    Path entry = folder.resolve(key + SUFFIX);
    if (touched(entry)) {
      return entry;
    }
    LOCK.lock();
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (!held.isValid()) {
          throw new IOException(folder + ": cannot be locked");
        }
        if (!touched(entry)) {
          make(entry, maker);
          prune();
        }
      }
    } finally {
      LOCK.unlock();
    }
    return entry;
  }

  private static boolean touched(Path entry) throws IOException {
    if (!Files.isRegularFile(entry)) {
      return false;
    }
    Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
    return true;
  }

  private void make(Path entry, Maker maker) throws IOException {
    Path work = folder.resolve(WORK);
    // Whoever left it was killed: who holds the lock is alone.
    delete(work);
    Files.createDirectory(work);
    try {
      Files.move(maker.make(work), entry, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(work);
    }
  }

  private void prune() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> old =
          files
              .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
              .sorted(Comparator.comparing(LibraryCache::lastUsed).reversed())
              .skip(KEPT)
              .toList();
      for (Path file : old) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw new IOException(e);
    }
  }

  private static FileTime lastUsed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(tree)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
