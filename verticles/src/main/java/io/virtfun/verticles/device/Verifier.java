package io.virtfun.verticles.device;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Verdict;
import io.virtfun.verticles.bus.Call;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a share of a device's calls on a reference too, which judges the result.
 *
 * <p>The device then works on copies that no guest can reach: who could change input or output
 * meanwhile could have a device that is well taken for a liar. A result that is not wrong is copied
 * to the guest; a call whose result is wrong has failed. Where the reference cannot be asked, does
 * not answer in time or says nothing, the device is believed.
 *
 * <p><b>Thread:</b> the device's event loop; copies, the reference and its judgement are threads'
 * of its own.
 */
final class Verifier implements Executions.Ends {
  /** Most bytes that are copied and compared for one call; larger ones are not verified. */
  static final long MOST_BYTES = 64L << 20;

  private static final int MILLION = 1_000_000;

  private final Context context;
  private final String id;
  private final DeviceTerms terms;
  private final Ends ends;
  private final @Nullable WorkerExecutor workers;
  private final @Nullable Inquiries inquiries;
  private final IdentityHashMap<Call, Trial> trials = new IdentityHashMap<>();
  private long due;
  private long undecided;

  /**
   * What is told of calls.
   *
   * @param running told when the device gets a call that waited for its copies, and is done with it
   * @param call told when a call has ended
   * @param lost told instead where the guest could not be given what a device gave
   * @param lie told what was wrong with a result
   */
  record Ends(
      RunningCalls running, Executions.Ends call, Executions.Ends lost, Consumer<String> lie) {}

  /**
   * What a look at a result found.
   *
   * @param what was wrong; nothing where nothing was
   */
  private record Found(Verdict verdict, String what) {
    static Found of(Verdict verdict) {
      return new Found(verdict, "");
    }
  }

  /** Of one device. */
  Verifier(Context context, String id, DeviceTerms terms, Ends ends) {
    this.context = context;
    this.id = id;
    this.terms = terms;
    this.ends = ends;
    this.workers =
        isOn() ? context.owner().createSharedWorkerExecutor("virtfun-verify-" + id) : null;
    this.inquiries = isOn() ? new Inquiries(context, id) : null;
  }

  /** Whether any call is verified. */
  boolean isOn() {
    return terms.verification().perMillion() > 0;
  }

  /** Whether nothing is being verified that a device is done with. */
  boolean isIdle() {
    return trials.isEmpty();
  }

  /** Starts a call, on copies where it is to be verified. */
  void start(Executions executions, Call call, Invocation invocation, boolean isShort) {
    Reference reference = isDue(call, invocation) ? terms.verification().reference().get() : null;
    Kernel kernel = reference == null ? null : reference.kernel(call.function().qualifiedName());
    if (reference == null || kernel == null) {
      executions.start(call, invocation, isShort);
      return;
    }
    ends.running.hold(call);
    onWorker(() -> Trial.of(invocation, reference, kernel))
        .onComplete(made -> started(executions, call, invocation, made.result()));
  }

  private boolean isDue(Call call, Invocation invocation) {
    if (!isOn() || !call.function().idempotent()) {
      return false;
    }
    due += terms.verification().perMillion();
    if (due < MILLION) {
      return false;
    }
    due -= MILLION;
    return invocation.input().byteSize() + 2 * invocation.output().byteSize() <= MOST_BYTES;
  }

  /** Fails, in a turn of its own, where there is no thread. */
  private <T> Future<T> onWorker(Callable<T> action) {
    try {
      return Objects.requireNonNull(workers).executeBlocking(action, false);
    } catch (Throwable e) {
      Promise<T> failed = Promise.promise();
      context.runOnContext(_ -> failed.fail(e));
      return failed.future();
    }
  }

  /** The call starts, unverified where there was no memory for copies. */
  private void started(
      Executions executions, Call call, Invocation invocation, @Nullable Trial trial) {
    ends.running.resume(call, System.nanoTime());
    try {
      if (trial == null) {
        executions.start(call, invocation, false);
      } else {
        trials.put(call, trial);
        executions.start(call, trial.own(), false);
      }
    } catch (Throwable _) {
      // For want of a thread, say.
      long now = System.nanoTime();
      ended(call, new Executions.Ended(now, now, Outcome.deviceFailed()));
    }
  }

  /** A call was taken back that the device had not begun. */
  void forget(Call call) {
    Trial trial = trials.remove(call);
    if (trial != null) {
      trial.close();
    }
  }

  @Override
  public void ended(Call call, Executions.Ended how) {
    Trial trial = trials.get(call);
    if (trial == null) {
      ends.call.ended(call, how);
      return;
    }
    ends.running.end(call);
    if (!trial.canJudge(how.outcome()) || call.isOver(how.endedNanos())) {
      settle(call, trial, how, onWorker(() -> judged(trial, how.outcome(), Verdict.RIGHT)));
      return;
    }
    long limit = terms.health().limitNanos(how.endedNanos() - how.startedNanos());
    settle(
        call,
        trial,
        how,
        Objects.requireNonNull(inquiries)
            .ask(new Inquiries.Question(trial, call, how.outcome()), limit)
            .compose(verdict -> onWorker(() -> judged(trial, how.outcome(), verdict))));
  }

  /** Gives the guest what the device says unless that is wrong. */
  private static Found judged(Trial trial, Outcome outcome, Verdict verdict) {
    try (trial) {
      if (verdict == Verdict.WRONG) {
        return new Found(verdict, trial.described(outcome));
      }
      trial.deliver(outcome);
      return Found.of(verdict);
    }
  }

  /** Ends a call when it has been looked at, whatever came of that. */
  private void settle(Call call, Trial trial, Executions.Ended how, Future<Found> looked) {
    looked.onComplete(
        result -> {
          trials.remove(call);
          Executions.Ended failed = how.with(Outcome.deviceFailed());
          if (result.succeeded()) {
            boolean wrong = result.result().verdict == Verdict.WRONG;
            try {
              say(call, result.result());
            } finally {
              ends.call.ended(call, wrong ? failed : how);
            }
          } else if (trial.canJudge(how.outcome())) {
            // Copying failed, or there was no thread: the guest has not got the result.
            closeAnd(trial, () -> ends.lost.ended(call, failed));
          } else {
            closeAnd(trial, () -> ends.call.ended(call, how));
          }
        });
  }

  /** Ends a call, and frees its copies where no thread has. */
  private static void closeAnd(Trial trial, Runnable end) {
    try (trial) {
      end.run();
    }
  }

  private void say(Call call, Found found) {
    switch (found.verdict) {
      case WRONG -> ends.lie.accept(found.what);
      case UNDECIDED -> {
        long count = ++undecided;
        DeviceVerticle.LOG.log(
            System.Logger.Level.DEBUG,
            () ->
                "device %s: undecided, %s, %d so far"
                    .formatted(id, call.function().qualifiedName(), count));
      }
      case RIGHT -> {
        // As it should be.
      }
    }
  }

  void close() {
    if (workers != null) {
      workers.close();
    }
    if (inquiries != null) {
      inquiries.close();
    }
  }
}
