package io.virtfun.vm.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folders that took time to make, each complete or not there.
 *
 * <p><b>Thread:</b> any, of any process: one at a time fills.
 */
final class Cache {
  private static final String UNFINISHED = ".unfinished-";

  /** File locks do not keep threads of one process apart. */
  private static final ReentrantLock LOCK = new ReentrantLock();

  private final Path folder;
  private @Nullable FileChannel lockFile;

  /** Makes the content of a folder. */
  interface Filler {
    void fill(Path folder) throws IOException;
  }

  Cache(Path folder) {
    this.folder = folder;
  }

  /** {@code $XDG_CACHE_HOME/virtfun/vm}, or that in {@code ~/.cache}. */
  static Path folderOfThisUser() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path base =
        cache != null && Path.of(cache).isAbsolute()
            ? Path.of(cache)
            : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("virtfun").resolve("vm");
  }

  /**
   * The folder of a kind with this key; filled where it is not there or fresh is set. Then the
   * oldest of its kind go, until as many as kept are left.
   */
  Path entry(String kind, String key, int kept, boolean fresh, Filler filler) throws IOException {
    Path entry = folder.resolve(kind + "-" + key);
    if (!fresh && touched(entry)) {
      return entry;
    }
    lock();
    try {
      if (fresh || !touched(entry)) {
        fill(entry, filler);
        prune(kind + "-", kept);
      }
    } finally {
      unlock();
    }
    return entry;
  }

  /** A folder that is gone afterwards. */
  void temporarily(String name, Filler user) throws IOException {
    lock();
    Path unfinished = unfinished(name);
    try {
      delete(unfinished);
      Files.createDirectory(unfinished);
      user.fill(unfinished);
    } finally {
      delete(unfinished);
      unlock();
    }
  }

  private Path unfinished(String name) {
    return folder.resolve(UNFINISHED + ProcessHandle.current().pid() + "-" + name);
  }

  private static boolean touched(Path entry) throws IOException {
    if (!Files.isDirectory(entry)) {
      return false;
    }
    Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
    return true;
  }

  private void fill(Path entry, Filler filler) throws IOException {
    Path unfinished = unfinished(entry.getFileName().toString());
    delete(unfinished);
    Files.createDirectory(unfinished);
    try {
      filler.fill(unfinished);
      delete(entry);
      Files.move(unfinished, entry, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(unfinished);
    }
  }

  private void lock() throws IOException {
    LOCK.lock();
    try {
      if (LOCK.getHoldCount() == 1) {
        Files.createDirectories(folder);
        FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lockFile = channel;
        FileLock held = channel.lock();
        if (!held.isValid()) {
          throw new ImageException(folder + ": cannot be locked");
        }
        deleteUnfinishedOfOthers();
      }
    } catch (IOException | RuntimeException e) {
      unlock();
      throw e;
    }
  }

  private void unlock() throws IOException {
    try {
      if (LOCK.getHoldCount() == 1 && lockFile != null) {
        lockFile.close();
        lockFile = null;
      }
    } finally {
      LOCK.unlock();
    }
  }

  /** Who holds the lock is alone: what others left unfinished they left when they were killed. */
  private void deleteUnfinishedOfOthers() throws IOException {
    for (Path left : list(UNFINISHED)) {
      delete(left);
    }
  }

  private void prune(String prefix, int kept) throws IOException {
    List<Path> entries = list(prefix);
    for (Path old : entries.subList(Math.min(kept, entries.size()), entries.size())) {
      delete(old);
    }
  }

  /** Newest first. */
  private List<Path> list(String prefix) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith(prefix))
          .sorted(Comparator.comparing(Cache::lastUsed).reversed())
          .toList();
    }
  }

  private static FileTime lastUsed(Path entry) {
    try {
      return Files.getLastModifiedTime(entry);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(tree)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
