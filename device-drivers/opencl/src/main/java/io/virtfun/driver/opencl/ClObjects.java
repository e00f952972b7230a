package io.virtfun.driver.opencl;

import static org.lwjgl.opencl.CL10.CL_CONTEXT_PLATFORM;
import static org.lwjgl.system.MemoryUtil.memAddress;
import static org.lwjgl.system.MemoryUtil.memGetInt;
import static org.lwjgl.system.MemoryUtil.memPutAddress;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongUnaryOperator;
import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;

/**
 * The OpenCL objects of one device: what makes and releases them counts them.
 *
 * <p><b>Thread:</b> any.
 */
final class ClObjects {
  private final AtomicInteger live = new AtomicInteger();

  /** How many objects are not released yet. */
  int live() {
    return live.get();
  }

  long context(ClDevice device) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long properties = stack.ncalloc(Long.BYTES, 3, Long.BYTES);
      memPutAddress(properties, CL_CONTEXT_PLATFORM);
      memPutAddress(properties + Long.BYTES, device.platform());
      long handle = stack.npointer(device.handle());
      return made(
          "clCreateContext", error -> CL10.nclCreateContext(properties, 1, handle, 0, 0, error));
    }
  }

  long queue(long context, long device) {
    return made(
        "clCreateCommandQueue", error -> CL10.nclCreateCommandQueue(context, device, 0, error));
  }

  /** A buffer; {@code host} is the memory it lies in where the flags say so, else 0. */
  long buffer(long context, long flags, long sizeBytes, long host) {
    return made(
        "clCreateBuffer", error -> CL10.nclCreateBuffer(context, flags, sizeBytes, host, error));
  }

  long kernel(long program, String name) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long text = memAddress(stack.ASCII(name));
      return made("clCreateKernel", error -> CL10.nclCreateKernel(program, text, error));
    }
  }

  /** An object that a call makes, which is given the address for its code. */
  long made(String call, LongUnaryOperator create) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long error = stack.nint(0);
      long handle = create.applyAsLong(error);
      ClException.check(call, memGetInt(error));
      live.incrementAndGet();
      return handle;
    }
  }

  /** An event that an enqueued command came with. */
  void countEvent() {
    live.incrementAndGet();
  }

  void releaseContext(long handle) {
    released("clReleaseContext", CL10.clReleaseContext(handle));
  }

  void releaseQueue(long handle) {
    released("clReleaseCommandQueue", CL10.clReleaseCommandQueue(handle));
  }

  void releaseBuffer(long handle) {
    released("clReleaseMemObject", CL10.clReleaseMemObject(handle));
  }

  void releaseKernel(long handle) {
    released("clReleaseKernel", CL10.clReleaseKernel(handle));
  }

  void releaseProgram(long handle) {
    released("clReleaseProgram", CL10.clReleaseProgram(handle));
  }

  void releaseEvent(long handle) {
    released("clReleaseEvent", CL10.clReleaseEvent(handle));
  }

  private void released(String call, int code) {
    ClException.check(call, code);
    live.decrementAndGet();
  }
}
