package io.virtfun.verticles.device;

import io.vertx.core.Context;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.ThrottledLog;
import org.jspecify.annotations.Nullable;

/**
 * Runs a device's kernels so that whatever a driver does ends as an outcome.
 *
 * <p><b>Thread:</b> any; what went wrong is logged on the context's event loop.
 */
final class KernelRunner {
  private final String device;
  private final Context context;
  private final ThrottledLog log;

  KernelRunner(String device, Context context, ThrottledLog log) {
    this.device = device;
    this.context = context;
    this.log = log;
  }

  /** The device's id. */
  String device() {
    return device;
  }

  /** The device's context. */
  Context context() {
    return context;
  }

  /** Runs a kernel to its end on a call that nobody stops. */
  Outcome run(Kernel kernel, Call call) {
    return run(kernel, call, call.invocation());
  }

  /** Runs a kernel to its end on what is made of a call. */
  Outcome run(Kernel kernel, Call call, Invocation invocation) {
    try {
      return orFailed(kernel.run(invocation));
    } catch (Throwable e) {
      // Errors too: a driver may lack a class, and a mapping pages that the kernel cannot supply.
      return explain(call, e);
    }
  }

  /** A driver's exception can fail when it is asked what it says. */
  static String said(Throwable e) {
    try {
      return e.toString();
    } catch (Throwable _) {
      return e.getClass().getName();
    }
  }

  /** A driver can answer nothing in spite of its contract. */
  static Outcome orFailed(@Nullable Outcome outcome) {
    return outcome == null ? Outcome.deviceFailed() : outcome;
  }

  /** What a call ends as that failed for a reason, which is logged. */
  Outcome explain(Call call, Throwable e) {
    warn(call, "failed", e);
    return Outcome.deviceFailed();
  }

  /** Logs what a driver throws where a call does not end of it. */
  void warn(Call call, String what, Throwable e) {
    String line =
        "device %s: %s %s: %s".formatted(device, call.function().qualifiedName(), what, said(e));
    context.runOnContext(_ -> log.warn(() -> line));
  }
}
