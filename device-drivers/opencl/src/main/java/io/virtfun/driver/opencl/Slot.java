package io.virtfun.driver.opencl;

import io.virtfun.driver.spi.DeviceFunction.Completion;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What runs one call at a time: a command queue and kernels of its own.
 *
 * <p><b>Thread:</b> the submitter; {@link #take} whoever took the slot from the free ones, and the
 * status a thread of the runtime. The submitter's queue hands both over.
 */
final class Slot {
  private final Opened device;
  private final CommandQueue queue;
  private final Map<ClFunction, List<Kernel>> kernels = new HashMap<>();
  private final FaultLog log;

  // Handed over with the slot.
  private @Nullable Job job;
  private int status;

  // The submitter's only.
  private @Nullable CallMemory memory;
  private Outcome outcome = Outcome.deviceFailed();

  /** A call and where it ends. */
  record Job(ClFunction function, Invocation call, Completion completion) {}

  Slot(Opened device, List<ClFunction> functions, FaultLog log) {
    this.device = device;
    this.log = log;
    this.queue = new CommandQueue(device.objects(), device.context(), device.device().handle());
    try {
      functions.forEach(this::makeKernels);
    } catch (ClException e) {
      close();
      throw e;
    }
  }

  private void makeKernels(ClFunction function) {
    List<Kernel> own = new ArrayList<>();
    kernels.put(function, own);
    for (String name : function.kernels()) {
      own.add(new Kernel(device.objects(), device.program(), name, device.device().handle()));
    }
  }

  void take(Job taken) {
    this.job = taken;
  }

  /** Enqueues the call; false where it has ended already. */
  boolean begin(Consumer<Slot> ended) {
    Job begun = Objects.requireNonNull(job);
    CallMemory own = new CallMemory(device, queue, begun.call);
    memory = own;
    if (begun.call.cancellation().isRequested()) {
      outcome = Outcome.stopped();
      return false;
    }
    List<Kernel> its = Objects.requireNonNull(kernels.get(begun.function));
    try {
      long outputBytes =
          begun.function.enqueue(
              new ClFunction.Launch(
                  begun.call.arguments(), begun.call.input().byteSize(), own, queue, its));
      own.deliver();
      outcome = Outcome.ok(outputBytes);
      if (queue.last() == 0) {
        return false;
      }
      queue.flush();
      EventEnds.tell(
          queue.last(),
          code -> {
            status = code;
            ended.accept(this);
          });
      return true;
    } catch (RuntimeException | Error e) {
      giveUp(begun, e);
      its.forEach(Kernel::reset);
      return false;
    }
  }

  /** The guest's memory must be left alone before the call ends. */
  private void giveUp(Job begun, Throwable reason) {
    outcome = Outcome.deviceFailed();
    log.failed(begun.function.spec().qualifiedName(), reason);
    try {
      queue.finish();
    } catch (ClException e) {
      log.failed(begun.function.spec().qualifiedName(), e);
    }
  }

  /** Releases what the call held and answers how it ended. */
  Outcome end() {
    Job ended = Objects.requireNonNull(job);
    if (status != ClCode.SUCCESS) {
      log.failed(ended.function.spec().qualifiedName(), new ClException("a command", status));
      outcome = Outcome.deviceFailed();
    }
    try {
      queue.forget();
      Objects.requireNonNull(memory).close();
    } catch (ClException e) {
      log.failed(ended.function.spec().qualifiedName(), e);
    }
    return outcome;
  }

  /** Forgets the call, which the caller then completes. */
  Job release() {
    Job released = Objects.requireNonNull(job);
    job = null;
    memory = null;
    status = ClCode.SUCCESS;
    return released;
  }

  void close() {
    kernels.values().forEach(own -> own.forEach(Kernel::close));
    queue.close();
  }
}
