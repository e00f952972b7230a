package io.virtfun.driver.opencl;

import static org.lwjgl.opencl.CL10.CL_KERNEL_WORK_GROUP_SIZE;
import static org.lwjgl.system.MemoryUtil.memGetLong;
import static org.lwjgl.system.MemoryUtil.memPutAddress;

import org.lwjgl.opencl.CL10;
import org.lwjgl.system.MemoryStack;

/**
 * One kernel of one slot: arguments are set in order, then it is enqueued.
 *
 * <p>Items come in groups of up to 64 along the first dimension; a kernel ignores those beyond its
 * bounds.
 *
 * <p><b>Thread:</b> the submitter: a kernel's arguments are state of the kernel.
 */
final class Kernel {
  private static final int MAX_GROUP = 64;

  private final ClObjects objects;
  private final long handle;
  private final long group;
  private int arguments;

  Kernel(ClObjects objects, long program, String name, long device) {
    this.objects = objects;
    this.handle = objects.kernel(program, name);
    this.group = Math.min(MAX_GROUP, Long.highestOneBit(largestGroup(device)));
  }

  private long largestGroup(long device) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long value = stack.nlong(1);
      int code =
          CL10.nclGetKernelWorkGroupInfo(
              handle, device, CL_KERNEL_WORK_GROUP_SIZE, Long.BYTES, value, 0);
      return code == ClCode.SUCCESS ? Math.max(1, memGetLong(value)) : 1;
    }
  }

  Kernel memory(long buffer) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      return argument(Long.BYTES, stack.npointer(buffer));
    }
  }

  Kernel u32(long value) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      return argument(Integer.BYTES, stack.nint((int) value));
    }
  }

  Kernel u64(long value) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      return argument(Long.BYTES, stack.nlong(value));
    }
  }

  Kernel f32(float value) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      return argument(Float.BYTES, stack.nfloat(value));
    }
  }

  private Kernel argument(long sizeBytes, long value) {
    ClException.check(
        "clSetKernelArg", CL10.nclSetKernelArg(handle, arguments++, sizeBytes, value));
    return this;
  }

  /** Enqueues it for one item. */
  void runOnce(CommandQueue queue) {
    arguments = 0;
    try (MemoryStack stack = MemoryStack.stackPush()) {
      queue.run(handle, 1, stack.npointer(1), stack.npointer(1));
    }
  }

  /** Enqueues it for columns times rows items. */
  void run(CommandQueue queue, long columns, long rows) {
    arguments = 0;
    try (MemoryStack stack = MemoryStack.stackPush()) {
      long items = stack.ncalloc(Long.BYTES, 2, Long.BYTES);
      memPutAddress(items, Math.ceilDiv(columns, group) * group);
      memPutAddress(items + Long.BYTES, rows);
      long groups = stack.ncalloc(Long.BYTES, 2, Long.BYTES);
      memPutAddress(groups, group);
      memPutAddress(groups + Long.BYTES, 1);
      queue.run(handle, 2, items, groups);
    }
  }

  /** Forgets arguments of a call that was given up. */
  void reset() {
    arguments = 0;
  }

  void close() {
    objects.releaseKernel(handle);
  }
}
