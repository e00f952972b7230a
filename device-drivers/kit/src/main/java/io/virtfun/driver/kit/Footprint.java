package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this process has open, counted by kind: descriptors by what they lead to, threads and mapped
 * files by name, in all of which numbers do not count.
 *
 * <p><b>Source:</b> proc(5).
 */
final class Footprint {
  private static final Path SELF = Path.of("/proc/self");

  /** Threads that the Java runtime starts and ends as it sees fit. */
  private static final String RUNTIMES_OWN =
      "C[12] Compiler.*|GC Thread.*|G1 .*|ForkJoinPool.*|Cleaner.*|process reaper.*";

  /** A thread that was told to end takes a while to. */
  private static final long WATCHDOG_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Map<String, Long> counts;

  private Footprint(Map<String, Long> counts) {
    this.counts = counts;
  }

  static Footprint now() {
    try (Stream<Path> descriptors = Files.list(SELF.resolve("fd"));
        Stream<Path> threads = Files.list(SELF.resolve("task"));
        Stream<String> maps = Files.lines(SELF.resolve("maps"))) {
      return new Footprint(
          Stream.of(
                  descriptors.map(fd -> "descriptor " + target(fd)),
                  threads
                      .map(Footprint::name)
                      .filter(name -> !name.matches(RUNTIMES_OWN))
                      .map(name -> "thread " + name),
                  maps.filter(line -> line.contains(" /"))
                      .map(line -> "mapping " + line.substring(line.indexOf('/'))))
              .flatMap(lines -> lines)
              .map(line -> line.replaceAll("[0-9]+", "#"))
              .collect(Collectors.groupingBy(line -> line, TreeMap::new, Collectors.counting())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException _) {
      return "that is closed";
    }
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException _) {
      return "that has ended";
    }
  }

  /** Of no kind there are now that many more. */
  void requireGrowthBelow(int limit) {
    long start = System.nanoTime();
    Map<String, Long> grown = grown(limit);
    while (!grown.isEmpty() && System.nanoTime() - start < WATCHDOG_NANOS) {
      Thread.onSpinWait();
      grown = grown(limit);
    }
    assertEquals(Map.of(), grown, "left open, in " + limit + " rounds");
  }

  private Map<String, Long> grown(int limit) {
    Map<String, Long> grown = new TreeMap<>();
    now()
        .counts
        .forEach(
            (kind, count) -> {
              long more = count - counts.getOrDefault(kind, 0L);
              if (more >= limit) {
                grown.put(kind, more);
              }
            });
    return grown;
  }
}
