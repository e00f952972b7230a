package io.virtfun.verticles.doorbell;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Threads of guests, whose failures reach the test. */
final class GuestThreads {
  private final List<FutureTask<Void>> tasks = new ArrayList<>();

  void start(Runnable guest) {
    FutureTask<Void> task = new FutureTask<>(guest, null);
    tasks.add(task);
    Thread.ofPlatform().daemon().name("guest-" + tasks.size()).start(task);
  }

  /** Waits until all have ended. */
  void join() throws InterruptedException {
    for (FutureTask<Void> task : tasks) {
      try {
        task.get();
      } catch (ExecutionException e) {
        throw new CompletionException(e.getCause());
      }
    }
  }
}
