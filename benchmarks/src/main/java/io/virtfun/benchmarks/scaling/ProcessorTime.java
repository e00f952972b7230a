package io.virtfun.benchmarks.scaling;

import io.virtfun.benchmarks.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The processor time of another process.
 *
 * <p><b>Source:</b> the kernel's Documentation/scheduler/sched-stats.rst, "/proc/PID/schedstat"; a
 * thread that has ended is not in it.
 */
final class ProcessorTime {
  private final Path tasks;

  /**
   * What a process has used until a moment.
   *
   * @param atNanos {@link System#nanoTime()}
   */
  record Reading(long atNanos, long usedNanos) {
    /** Used since another moment, as a share of one processor. */
    double shareSince(Reading before) {
      return (double) (usedNanos - before.usedNanos) / (atNanos - before.atNanos);
    }
  }

  ProcessorTime(long pid) {
    tasks = Path.of("/proc", Long.toString(pid), "task");
  }

  Reading read() {
    try (Stream<Path> each = Files.list(tasks)) {
      long used = each.mapToLong(ProcessorTime::used).sum();
      return new Reading(System.nanoTime(), used);
    } catch (IOException | UncheckedIOException e) {
      throw new BenchException("processor time of the broker: " + e.getMessage(), e);
    }
  }

  private static long used(Path task) {
    try {
      String line = Files.readString(task.resolve("schedstat"));
      return Long.parseLong(line.substring(0, line.indexOf(' ')));
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
