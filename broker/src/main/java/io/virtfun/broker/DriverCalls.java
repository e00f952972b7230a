package io.virtfun.broker;

import io.virtfun.broker.Drivers.Driver;
import io.virtfun.broker.plugin.Plugin;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls of drivers that open and close devices, which may block and are waited for only so long.
 *
 * <p>A driver that has not returned is not called again before it has: it would take another thread
 * each time.
 *
 * <p><b>Thread:</b> any; blocks.
 */
final class DriverCalls {
  private final long mostMillis;
  private final Set<Class<?>> blocked = ConcurrentHashMap.newKeySet();

  DriverCalls(long mostMillis) {
    this.mostMillis = mostMillis;
  }

  /**
   * What a driver answers.
   *
   * <p><b>Errors:</b> what the driver throws; {@link BrokerException} where it does not return in
   * time, or has not since it was called before.
   *
   * @param late takes what it answers after that
   */
  <T> T ask(Driver driver, Callable<T> question, Consumer<T> late) throws Exception {
    if (blocked.contains(driver.provider().getClass())) {
      throw new BrokerException("it has not returned from an earlier call");
    }
    return run(driver, question, late);
  }

  /** Has a driver do something, also where it is blocked. <b>Errors:</b> as {@link #ask}. */
  void run(Driver driver, Runnable work) throws Exception {
    Boolean _ =
        run(
            driver,
            () -> {
              work.run();
              return true;
            },
            _ -> {});
  }

  private <T> T run(Driver driver, Callable<T> call, Consumer<T> late) throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    hold(driver.plugin());
    // Not one of the pool's: it may never come back.
    Thread.ofPlatform().daemon().name("virtfun-driver").start(() -> complete(driver, call, answer));
    try {
      return answer.get(mostMillis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException _) {
      blocked.add(driver.provider().getClass());
      var _ =
          answer.whenComplete(
              (value, failure) -> {
                blocked.remove(driver.provider().getClass());
                if (failure == null) {
                  late.accept(value);
                }
              });
      throw new BrokerException(
          "does not return (expected: within %d ms, broker.driver-timeout-millis)"
              .formatted(mostMillis));
    }
  }

  private static <T> void complete(Driver driver, Callable<T> call, CompletableFuture<T> answer) {
    try {
      answer.complete(call.call());
    } catch (Throwable e) {
      answer.completeExceptionally(e);
    } finally {
      letGo(driver.plugin());
    }
  }

  private static void hold(@Nullable Plugin plugin) {
    if (plugin != null) {
      plugin.retain();
    }
  }

  private static void letGo(@Nullable Plugin plugin) {
    if (plugin != null) {
      plugin.release();
    }
  }
}
