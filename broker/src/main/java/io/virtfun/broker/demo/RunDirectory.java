package io.virtfun.broker.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The directory in which a demo's sockets lie, for its time only. */
final class RunDirectory {
  private static final int MOST_ATTEMPTS = 10;

  private RunDirectory() {}

  /** A fresh one that only this user can enter. */
  static Path create() {
    try {
      return Files.createTempDirectory("virtfun-demo-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes it and what is in it, as far as it is there, and what is added meanwhile. */
  static void remove(Path directory) {
    for (int attempt = 1; ; attempt++) {
      try {
        Files.walkFileTree(directory, new Remover());
        return;
      } catch (DirectoryNotEmptyException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw new UncheckedIOException(e);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes ignored) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (Files.exists(file)) {
        throw e;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
        throws IOException {
      if (e != null) {
        throw e;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
