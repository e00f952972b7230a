package io.virtfun.driver.opencl;

import static org.lwjgl.opencl.CL10.CL_FALSE;
import static org.lwjgl.opencl.CL10.CL_MAP_READ;
import static org.lwjgl.system.MemoryUtil.memGetAddress;
import static org.lwjgl.system.MemoryUtil.memGetInt;
import static org.lwjgl.system.MemoryUtil.memPutAddress;

import org.lwjgl.opencl.CL10;
import org.lwjgl.opencl.CL12;
import org.lwjgl.system.MemoryStack;

/**
 * A command queue in which each command waits for the event of the one before, so that none runs
 * after one that failed and the last event tells how all of them ended. No command blocks.
 *
 * <p><b>Thread:</b> the submitter.
 */
final class CommandQueue {
  private final ClObjects objects;
  private final long handle;

  /** The event of the last command; 0: none since the last {@link #forget}. */
  private long last;

  CommandQueue(ClObjects objects, long context, long device) {
    this.objects = objects;
    this.handle = objects.queue(context, device);
  }

  /** One of the calls that enqueue a command, given the wait list and where its event goes. */
  @FunctionalInterface
  private interface Command {
    int enqueue(int waits, long waitList, long event);
  }

  /** The event of the last command; 0 where there was none. */
  long last() {
    return last;
  }

  /** Copies the host's memory to a buffer. */
  void write(long buffer, long sizeBytes, long host) {
    enqueue(
        "clEnqueueWriteBuffer",
        (waits, list, event) ->
            CL10.nclEnqueueWriteBuffer(
                handle, buffer, CL_FALSE, 0, sizeBytes, host, waits, list, event));
  }

  /** Copies a buffer to the host's memory. */
  void read(long buffer, long sizeBytes, long host) {
    enqueue(
        "clEnqueueReadBuffer",
        (waits, list, event) ->
            CL10.nclEnqueueReadBuffer(
                handle, buffer, CL_FALSE, 0, sizeBytes, host, waits, list, event));
  }

  void copy(long from, long to, long sizeBytes) {
    enqueue(
        "clEnqueueCopyBuffer",
        (waits, list, event) ->
            CL10.nclEnqueueCopyBuffer(handle, from, to, 0, 0, sizeBytes, waits, list, event));
  }

  /** Fills a buffer with zeros. */
  void clear(long buffer, long sizeBytes) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long pattern = stack.ncalloc(1, 1, 1);
      enqueue(
          "clEnqueueFillBuffer",
          (waits, list, event) ->
              CL12.nclEnqueueFillBuffer(
                  handle, buffer, pattern, 1, 0, sizeBytes, waits, list, event));
    }
  }

  /** Has a buffer that lies in the host's memory written there, wherever the runtime kept it. */
  void publish(long buffer, long sizeBytes) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long error = stack.nint(0);
      long host = stack.npointer(0);
      enqueue(
          "clEnqueueMapBuffer",
          (waits, list, event) -> {
            long at =
                CL10.nclEnqueueMapBuffer(
                    handle, buffer, CL_FALSE, CL_MAP_READ, 0, sizeBytes, waits, list, event, error);
            memPutAddress(host, at);
            return memGetInt(error);
          });
      long mapped = memGetAddress(host);
      enqueue(
          "clEnqueueUnmapMemObject",
          (waits, list, event) ->
              CL10.nclEnqueueUnmapMemObject(handle, buffer, mapped, waits, list, event));
    }
  }

  /** Runs a kernel over items in groups; both are addresses of as many sizes. */
  void run(long kernel, int dimensions, long items, long group) {
    enqueue(
        "clEnqueueNDRangeKernel",
        (waits, list, event) ->
            CL10.nclEnqueueNDRangeKernel(
                handle, kernel, dimensions, 0, items, group, waits, list, event));
  }

  private void enqueue(String call, Command command) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long event = stack.npointer(0);
      long waitList = last == 0 ? 0 : stack.npointer(last);
      ClException.check(call, command.enqueue(last == 0 ? 0 : 1, waitList, event));
      objects.countEvent();
      long before = last;
      last = memGetAddress(event);
      if (before != 0) {
        objects.releaseEvent(before);
      }
    }
  }

  void flush() {
    ClException.check("clFlush", CL10.clFlush(handle));
  }

  /** Waits until all commands have ended, however. */
  void finish() {
    ClException.check("clFinish", CL10.clFinish(handle));
  }

  /** Lets the last event go: the next command is the first of another call. */
  void forget() {
    long event = last;
    last = 0;
    if (event != 0) {
      objects.releaseEvent(event);
    }
  }

  void close() {
    forget();
    objects.releaseQueue(handle);
  }
}
