package io.virtfun.driver.opencl;

import io.virtfun.driver.spi.Outcome;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The thread that speaks to the runtime: whoever starts a call must not wait, and some runtimes pin
 * or copy memory, or compile, while a command is enqueued.
 *
 * <p><b>Thread:</b> {@link #start} any; it does not block.
 */
final class Submitter {
  private final Thread thread;
  private final FaultLog log;
  private final List<Slot> slots;
  private final BlockingQueue<Slot> free;

  /** Slots that were taken or whose call has ended; never more than there are, and a wake-up. */
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  // The thread's only.
  private boolean closing;

  Submitter(String device, List<Slot> slots, FaultLog log) {
    this.slots = slots;
    this.free = new ArrayBlockingQueue<>(slots.size(), false, slots);
    this.log = log;
    this.thread = Thread.ofPlatform().name("opencl-" + device).daemon().unstarted(this::run);
    thread.start();
  }

  /** Starts a call, which fails where no slot is free or the device is closing. */
  void start(Slot.Job job) {
    Slot slot = free.poll();
    if (slot == null) {
      log.failed(
          job.function().spec().qualifiedName(), new IllegalStateException("no slot is free"));
      job.completion().complete(Outcome.deviceFailed());
      return;
    }
    slot.take(job);
    tasks.add(() -> begin(slot));
  }

  private void run() {
    int retired = 0;
    while (retired < slots.size()) {
      try {
        tasks.take().run();
      } catch (InterruptedException _) {
        // Only close ends the thread: calls in the device need it.
        continue;
      }
      while (closing && free.poll() != null) {
        retired++;
      }
    }
  }

  private void begin(Slot slot) {
    if (!slot.begin(ended -> tasks.add(() -> end(ended)))) {
      end(slot);
    }
  }

  private void end(Slot slot) {
    Outcome outcome = slot.end();
    Slot.Job job = slot.release();
    // Before the completion: it may start the next call.
    free.add(slot);
    try {
      job.completion().complete(outcome);
    } catch (RuntimeException e) {
      log.failed("the end of " + job.function().spec().qualifiedName(), e);
    }
  }

  /** Ends the thread once no call is in the device; no call starts any more. */
  void close() {
    tasks.add(() -> closing = true);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
