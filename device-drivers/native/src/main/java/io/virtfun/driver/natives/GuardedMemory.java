package io.virtfun.driver.natives;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * A runner's mapping of the memory it shares with the device: the control page and the input to
 * read, the output to write, and after each of them pages that nobody can touch.
 */
final class GuardedMemory {
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final int PROT_NONE = 0;
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int MAP_SHARED = 0x01;
  private static final int MAP_PRIVATE = 0x02;
  private static final int MAP_FIXED = 0x10;
  private static final int MAP_ANONYMOUS = 0x20;
  private static final int MAP_NORESERVE = 0x4000;

  private final StagingLayout layout;
  private final long control;
  private final long input;
  private final long output;

  GuardedMemory(String path, StagingLayout layout) throws IOException {
    this.layout = layout;
    long page = StagingLayout.PAGE_BYTES;
    long area = layout.areaBytes();
    long reserved = page + page + area + page + area + page;
    long base =
        LinuxCalls.mmap(0, reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    this.control = base;
    this.input = base + 2 * page;
    this.output = input + area + page;
    int fd = LinuxCalls.open(path, O_RDWR | O_CLOEXEC);
    map(control, page, PROT_READ, fd, 0);
    map(input, area, PROT_READ, fd, layout.inputAreaOffset());
    map(output, area, PROT_READ | PROT_WRITE, fd, layout.outputAreaOffset());
    // With the descriptor open, wild code could do more to the file than write the output.
    LinuxCalls.close(fd);
  }

  private static void map(long at, long sizeBytes, int protection, int fd, long offset)
      throws IOException {
    long mapped = LinuxCalls.mmap(at, sizeBytes, protection, MAP_SHARED | MAP_FIXED, fd, offset);
    if (mapped != at) {
      throw new IOException("mmap elsewhere than asked for");
    }
  }

  MemorySegment input(Message.Request request) {
    long size = request.inputBytes();
    return LinuxCalls.at(input + layout.start(size, request.alignment()), size);
  }

  MemorySegment output(Message.Request request) {
    long size = request.capacityBytes();
    return LinuxCalls.at(output + layout.start(size, request.alignment()), size);
  }

  MemorySegment arguments() {
    return LinuxCalls.at(control + StagingLayout.ARGUMENTS_OFFSET, StagingLayout.ARGUMENTS_OFFSET);
  }

  MemorySegment cancel() {
    return LinuxCalls.at(control + StagingLayout.CANCEL_OFFSET, Integer.BYTES);
  }
}
