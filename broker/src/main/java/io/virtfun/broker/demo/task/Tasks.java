package io.virtfun.broker.demo.task;

import java.util.List;
import java.util.stream.Stream;

/** All that the demo can do. */
public final class Tasks {
  private static final List<Task> ALL =
      Stream.of(
              BaselineTasks.noop(),
              BaselineTasks.echo(),
              DigestTasks.crc32c(),
              DigestTasks.sha256(),
              GcmTasks.seal(),
              GcmTasks.open(),
              ZlibTasks.deflate(),
              ZlibTasks.inflate(),
              MatrixTasks.sgemm(),
              FourierTasks.fft(),
              SortTasks.sort())
          .flatMap(List::stream)
          .toList();

  private Tasks() {}

  /** By function, and for each function from small to large. */
  public static List<Task> all() {
    return ALL;
  }
}
