package io.virtfun.shm.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.VarHandle;

/**
 * Rings through {@code IOCB_FLAG_RESFD}: each ring is a poll of a descriptor that is always ready,
 * whose completion signals the doorbell.
 *
 * <p><b>Source:</b> io_setup(2), io_submit(2), {@code linux/aio_abi.h}.
 */
final class AioRinger implements DoorbellRinger {
  private static final int BATCH = 64;
  private static final int IOCB_CMD_POLL = 5;
  private static final int IOCB_FLAG_RESFD = 1;
  private static final long POLLIN = 1;
  private static final long EVENT_BYTES = 32;
  private static final StructLayout IOCB =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("data"),
          JAVA_INT.withName("key"),
          JAVA_INT.withName("rwFlags"),
          JAVA_SHORT.withName("opcode"),
          JAVA_SHORT.withName("priority"),
          JAVA_INT.withName("fd"),
          JAVA_LONG.withName("buffer"),
          JAVA_LONG.withName("bytes"),
          JAVA_LONG.withName("offset"),
          JAVA_LONG.withName("reserved"),
          JAVA_INT.withName("flags"),
          JAVA_INT.withName("resultFd"));
  private static final VarHandle RESULT_FD = field("resultFd");

  private final Numbers numbers = Numbers.ofThisMachine();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment requests = arena.allocate(IOCB, BATCH);
  private final MemorySegment pointers = arena.allocate(JAVA_LONG, BATCH);
  private final MemorySegment events = arena.allocate(BATCH * EVENT_BYTES, 8);
  private final Fd alwaysReady;
  private final long context;
  private int noted;
  private boolean closed;

  /** System call numbers; x86-64 has its own table, other 64-bit machines share the generic one. */
  private record Numbers(int setup, int destroy, int submit, int getEvents) {
    static Numbers ofThisMachine() {
      return switch (System.getProperty("os.arch")) {
        case "amd64", "x86_64" -> new Numbers(206, 207, 209, 208);
        case "aarch64" -> new Numbers(0, 1, 2, 4);
        case String other -> throw new UnsupportedOperationException("architecture " + other);
      };
    }
  }

  AioRinger() throws LinuxException {
    alwaysReady = EventFd.create(1);
    MemorySegment created = arena.allocate(JAVA_LONG);
    try {
      check(numbers.setup, "io_setup", 2 * BATCH, created.address(), 0);
    } catch (LinuxException e) {
      alwaysReady.close();
      arena.close();
      throw e;
    }
    context = created.get(JAVA_LONG, 0);
    for (int i = 0; i < BATCH; i++) {
      long base = i * IOCB.byteSize();
      field("opcode").set(requests, base, (short) IOCB_CMD_POLL);
      field("fd").set(requests, base, alwaysReady.number());
      field("buffer").set(requests, base, POLLIN);
      field("flags").set(requests, base, IOCB_FLAG_RESFD);
      pointers.setAtIndex(JAVA_LONG, i, requests.address() + base);
    }
  }

  private static VarHandle field(String name) {
    return IOCB.varHandle(PathElement.groupElement(name));
  }

  @Override
  public void ring(Fd doorbell) throws LinuxException {
    RESULT_FD.set(requests, noted * IOCB.byteSize(), doorbell.number());
    noted++;
    if (noted == BATCH) {
      flush();
    }
  }

  @Override
  public void flush() throws LinuxException {
    int from = 0;
    int count = noted;
    noted = 0;
    LinuxException failure = null;
    while (from < count) {
      long pointer = pointers.address() + from * JAVA_LONG.byteSize();
      long answer = Libc.syscall(numbers.submit, context, count - from, pointer, 0, 0);
      if (answer < 0) {
        failure = new LinuxException("io_submit", (int) -answer);
      }
      // A doorbell that cannot be rung does not keep the ones behind it from being rung.
      from += (int) Math.max(answer, 1);
      check5(numbers.getEvents, "io_getevents", context, 0, BATCH, events.address());
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public boolean mayBlock() {
    return false;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Libc.syscall(numbers.destroy, context, 0, 0, 0, 0);
      alwaysReady.close();
      arena.close();
    }
  }

  private static long check(int number, String call, long a, long b, long c) throws LinuxException {
    return check5(number, call, a, b, c, 0);
  }

  private static long check5(int number, String call, long a, long b, long c, long d)
      throws LinuxException {
    long answer = Libc.syscall(number, a, b, c, d, 0);
    if (answer < 0) {
      throw new LinuxException(call, (int) -answer);
    }
    return answer;
  }
}
