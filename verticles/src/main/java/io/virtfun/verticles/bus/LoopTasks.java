package io.virtfun.verticles.bus;

import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * What waits on an event loop, as those see it who pass its idle time.
 *
 * <p>Some of them wait for the loop to see to its descriptors. That is no work: did it count, each
 * would take another's waiting for work, and none would hand the processor over.
 *
 * <p><b>Thread:</b> the event loop.
 */
public final class LoopTasks {
  private static final FastThreadLocal<LoopTasks> OF_THREAD = new FastThreadLocal<>();

  private final SingleThreadEventLoop loop;
  private int waitingForIo;

  private LoopTasks(SingleThreadEventLoop loop) {
    this.loop = loop;
  }

  /** Those of the event loop that the caller is on. */
  public static LoopTasks of(SingleThreadEventLoop loop) {
    LoopTasks tasks = OF_THREAD.get();
    if (tasks == null || !tasks.loop.equals(loop)) {
      tasks = new LoopTasks(loop);
      OF_THREAD.set(tasks);
    }
    return tasks;
  }

  /** A task for {@link #afterIo}, made once. */
  public Runnable idle(Runnable task) {
    return () -> {
      waitingForIo--;
      task.run();
    };
  }

  /** Runs what {@link #idle} made once the loop has seen to its descriptors. */
  public void afterIo(Runnable idle) {
    waitingForIo++;
    loop.executeAfterEventLoopIteration(idle);
  }

  /** Whether there is anything to do. */
  public boolean isAny() {
    return isAnyBeside(0);
  }

  /** Whether there is anything to do but as many tasks as the caller knows of. */
  public boolean isAnyBeside(int known) {
    return loop.pendingTasks() > waitingForIo + known;
  }
}
