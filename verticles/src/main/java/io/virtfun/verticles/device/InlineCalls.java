package io.virtfun.verticles.device;

import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallBatch;
import io.virtfun.verticles.routing.Standing;
import java.util.function.Consumer;

/**
 * Runs the calls that a device declares short on the event loop on which they arrive, and passes
 * the others on.
 *
 * <p><b>Thread:</b> one event loop.
 */
final class InlineCalls {
  private final DeviceFunctions functions;
  private final KernelRunner runner;
  private final Standing standing;
  private final Returns returns;
  private final Ways ways;

  /** Where calls go that do not run here, and where it is told how those ended that do. */
  record Ways(Returns returns, Consumer<Call> others, Consumer<Call> ends) {}

  /**
   * Of one device.
   *
   * @param standing whose word on doubt says whether calls that went well are told
   */
  InlineCalls(DeviceFunctions functions, KernelRunner runner, Standing standing, Ways ways) {
    this.functions = functions;
    this.runner = runner;
    this.standing = standing;
    this.returns = ways.returns;
    this.ways = ways;
  }

  /**
   * Takes calls of one doorbell verticle. <b>Ownership:</b> the batch goes back with its calls
   * where all of them ended here.
   */
  void arrived(CallBatch batch) {
    int ended = 0;
    boolean serves = standing.isServing();
    long now = System.nanoTime();
    for (int i = 0; i < batch.size(); i++) {
      Call call = batch.get(i);
      if (functions.isInline(call)) {
        if (serves) {
          now = run(call, now);
        } else {
          // It was under way when the device was quarantined.
          call.endedUnrun(now);
        }
        ended++;
      }
    }
    if (ended == batch.size()) {
      returns.send(batch);
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      Call call = batch.get(i);
      if (functions.isInline(call)) {
        returns.add(call);
      } else {
        ways.others.accept(call);
      }
    }
    returns.recycle(batch);
    returns.flush();
  }

  /** The end of the call, which is the start of the next one. */
  private long run(Call call, long nowNanos) {
    call.startedOnLoop(nowNanos);
    if (call.isOver(nowNanos)) {
      call.ended(nowNanos, Outcome.stopped());
      return nowNanos;
    }
    Outcome outcome = runner.run(((Synchronous) functions.of(call)).kernel(), call);
    long ended = System.nanoTime();
    call.ended(ended, outcome);
    if (call.hasFailed() || standing.isDoubted()) {
      ways.ends.accept(call);
    }
    return ended;
  }
}
