package io.virtfun.driver.natives;

import io.virtfun.driver.natives.Message.Request;
import io.virtfun.driver.spi.Invocation;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Memory of one slot that device and runner map, into and out of which payload is copied.
 *
 * <p>Output starts as zeros and input is cleared after the call, so that no tenant sees what
 * another left, whatever the library does.
 *
 * <p><b>Thread:</b> the worker that runs the slot's call; {@link #cancel} any. <b>Ownership:</b>
 * whoever made it closes it, without a call in the slot.
 */
final class Staging implements PayloadRoute, AutoCloseable {
  /** Bulk operations hold up safepoints: none is longer than this. */
  private static final int WINDOW_BYTES = 1 << 20;

  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

  private final StagingLayout layout;
  private final MemoryFile file;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;

  Staging(String name, StagingLayout layout) throws IOException {
    this.layout = layout;
    this.file = new MemoryFile(name, layout.fileBytes());
    try {
      this.memory = file.map(arena);
    } catch (IOException e) {
      file.close();
      arena.close();
      throw e;
    }
  }

  /** Where a runner finds the memory. */
  String path() {
    return file.path();
  }

  StagingLayout layout() {
    return layout;
  }

  @Override
  public boolean admits(long inputBytes) {
    return inputBytes <= layout.areaBytes();
  }

  @Override
  public long mostOutputBytes() {
    return layout.areaBytes();
  }

  @Override
  public void send(Invocation call, Request request) {
    WORD.setVolatile(memory, (long) StagingLayout.CANCEL_OFFSET, 0);
    call.arguments().copyTo(memory, StagingLayout.ARGUMENTS_OFFSET);
    copy(call.input(), input(request));
    clear(output(request));
  }

  @Override
  public void receive(Invocation call, Request request, long writtenBytes) {
    copy(output(request).asSlice(0, writtenBytes), call.output());
  }

  @Override
  public void release(Request request) {
    clear(input(request));
  }

  /** Tells the function that its result is not wanted. */
  void cancel() {
    WORD.setVolatile(memory, (long) StagingLayout.CANCEL_OFFSET, 1);
  }

  private MemorySegment input(Request request) {
    long size = request.inputBytes();
    long start = layout.inputAreaOffset() + layout.start(size, request.alignment());
    return memory.asSlice(start, size);
  }

  private MemorySegment output(Request request) {
    long size = request.capacityBytes();
    long start = layout.outputAreaOffset() + layout.start(size, request.alignment());
    return memory.asSlice(start, size);
  }

  private static void copy(MemorySegment from, MemorySegment to) {
    for (long at = 0; at < from.byteSize(); at += WINDOW_BYTES) {
      long size = Math.min(WINDOW_BYTES, from.byteSize() - at);
      MemorySegment.copy(from, at, to, at, size);
    }
  }

  private static void clear(MemorySegment whole) {
    for (long at = 0; at < whole.byteSize(); at += WINDOW_BYTES) {
      whole.asSlice(at, Math.min(WINDOW_BYTES, whole.byteSize() - at)).fill((byte) 0);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
