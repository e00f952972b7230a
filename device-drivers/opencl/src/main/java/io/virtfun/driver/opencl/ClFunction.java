package io.virtfun.driver.opencl;

import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import java.util.List;

/** A function as kernels. <b>Thread:</b> immutable. */
interface ClFunction {
  /** All that the driver knows. */
  List<ClFunction> ALL = List.of(new Sha256(), new Sgemm(), new Fft(), new SortI64());

  /** Equal to that of other drivers. */
  FunctionSpec spec();

  /** The kernels' names in the program. */
  List<String> kernels();

  /** Enqueues a call and answers how many bytes its output will have. */
  long enqueue(Launch launch);

  /**
   * A call to enqueue.
   *
   * @param arguments checked
   * @param inputBytes checked
   * @param memory the call's buffers
   * @param queue where commands go
   * @param kernels in the order of their names
   */
  record Launch(
      Arguments arguments,
      long inputBytes,
      CallMemory memory,
      CommandQueue queue,
      List<Kernel> kernels) {}
}
