package io.virtfun.guest;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;

/** Hops to an event loop that also get there when the loop has ended. */
final class Loops {
  private Loops() {}

  /**
   * Runs a task on a loop: now when already there, and here when the loop has ended, since nothing
   * runs there any more that it could meet.
   */
  static void execute(EventLoop loop, Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      queue(loop, task);
    }
  }

  /** As {@link #execute}, but never within the caller's frame while the loop runs. */
  static void queue(EventLoop loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException _) {
      task.run();
    }
  }
}
