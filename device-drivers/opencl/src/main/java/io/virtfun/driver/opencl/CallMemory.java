package io.virtfun.driver.opencl;

import static org.lwjgl.opencl.CL10.CL_MEM_READ_ONLY;
import static org.lwjgl.opencl.CL10.CL_MEM_READ_WRITE;
import static org.lwjgl.opencl.CL10.CL_MEM_USE_HOST_PTR;

import io.virtfun.driver.spi.Invocation;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The buffers of one call.
 *
 * <p>Where the device works on the host's memory, input and output are buffers over the call's
 * slices themselves, no byte more; else they are copied, and a buffer for output starts as zeros
 * where a foreign program fills it, so that it shows nobody what another tenant left.
 *
 * <p><b>Thread:</b> the submitter. <b>Ownership:</b> the slices are lent until {@link #close}.
 */
final class CallMemory {
  private final Opened device;
  private final CommandQueue queue;
  private final Invocation call;
  private final List<Long> buffers = new ArrayList<>();
  private long output;
  private long outputBytes;

  CallMemory(Opened device, CommandQueue queue, Invocation call) {
    this.device = device;
    this.queue = queue;
    this.call = call;
  }

  /** A buffer with the call's input; one byte of anything where that is empty. */
  long input() {
    MemorySegment input = call.input();
    long sizeBytes = input.byteSize();
    if (sizeBytes == 0) {
      return scratch(1);
    }
    if (device.copies()) {
      long buffer = add(CL_MEM_READ_ONLY, sizeBytes, 0);
      queue.write(buffer, sizeBytes, input.address());
      return buffer;
    }
    return add(CL_MEM_READ_ONLY | CL_MEM_USE_HOST_PTR, sizeBytes, input.address());
  }

  /** A buffer that becomes the first bytes of the call's output, at least one. */
  long output(long sizeBytes) {
    MemorySegment slice = call.output().asSlice(0, sizeBytes);
    outputBytes = sizeBytes;
    if (device.copies()) {
      output = add(CL_MEM_READ_WRITE, sizeBytes, 0);
      if (device.foreign()) {
        queue.clear(output, sizeBytes);
      }
    } else {
      output = add(CL_MEM_READ_WRITE | CL_MEM_USE_HOST_PTR, sizeBytes, slice.address());
    }
    return output;
  }

  /** A buffer of the device's own. */
  long scratch(long sizeBytes) {
    return add(CL_MEM_READ_WRITE, sizeBytes, 0);
  }

  private long add(long flags, long sizeBytes, long host) {
    long buffer = device.objects().buffer(device.context(), flags, sizeBytes, host);
    buffers.add(buffer);
    return buffer;
  }

  /** Enqueues what brings the output to the call's slice. */
  void deliver() {
    if (outputBytes == 0) {
      return;
    }
    if (device.copies()) {
      queue.read(output, outputBytes, call.output().address());
    } else {
      queue.publish(output, outputBytes);
    }
  }

  void close() {
    buffers.forEach(device.objects()::releaseBuffer);
    buffers.clear();
  }
}
