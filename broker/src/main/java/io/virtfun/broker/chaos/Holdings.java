package io.virtfun.broker.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process holds for its guests.
 *
 * @param regions mapped
 * @param descriptors of sockets, doorbells and memory files; those of other files come as classes
 *     are loaded
 */
record Holdings(long regions, long descriptors) {
  private static final List<String> KINDS = List.of("socket:", "anon_inode:", "/memfd:");

  static Holdings of(long pid) {
    Path process = Path.of("/proc/" + pid);
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"));
        Stream<String> maps = Files.lines(process.resolve("maps"))) {
      return new Holdings(
          maps.filter(line -> line.contains("/memfd:virtfun-")).count(),
          descriptors.filter(Holdings::counts).count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean counts(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return KINDS.stream().anyMatch(target::startsWith);
    } catch (NoSuchFileException e) {
      // Closed since it was listed.
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
