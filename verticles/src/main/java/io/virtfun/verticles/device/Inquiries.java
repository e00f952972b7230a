package io.virtfun.verticles.device;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Verdict;
import io.virtfun.verticles.bus.Call;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Asks references what they say of a device's results, each for a time that is bounded: one that
 * does not answer is told to stop, then no longer waited for, and said to hang.
 *
 * <p>Kernels of references run on threads of their own, as many as there are slots lent, so that
 * those which hang keep no copy from being made or delivered.
 *
 * <p><b>Thread:</b> the device's event loop. <b>Ownership:</b> closing ends the threads that are
 * idle, the others once what they run has ended.
 */
final class Inquiries {
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Context context;
  private final ExecutorService threads;

  /** Of one device. */
  Inquiries(Context context, String id) {
    this.context = context;
    this.threads =
        Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("virtfun-reference-of-" + id + "-", 0).factory());
  }

  /** A call's result that a reference is asked about. */
  record Question(Trial trial, Call call, Outcome outcome) {}

  /**
   * Completes with what the reference says; undecided where it has no slot or does not answer.
   *
   * @param limitNanos after which it is told to stop; after twice that it hangs
   */
  Future<Verdict> ask(Question question, long limitNanos) {
    Promise<Verdict> answer = ((ContextInternal) context).promise();
    Promise<Void> lent = ((ContextInternal) context).promise();
    question.trial.reference().borrow().onComplete(lent);
    lent.future()
        .onSuccess(_ -> ask(question, limitNanos, answer))
        .onFailure(_ -> answer.complete(Verdict.UNDECIDED));
    return answer.future();
  }

  private void ask(Question question, long limitNanos, Promise<Verdict> answer) {
    Reference reference = question.trial.reference();
    long most = Math.clamp(limitNanos, 1, Long.MAX_VALUE / 4);
    long timer =
        context
            .owner()
            .setTimer(
                Math.ceilDiv(2 * most, NANOS_PER_MILLI),
                _ -> {
                  if (answer.tryComplete(Verdict.UNDECIDED)) {
                    reference.hangs();
                  }
                });
    start(question, System.nanoTime() + most)
        .onComplete(
            result -> {
              context.owner().cancelTimer(timer);
              Verdict verdict = result.succeeded() ? result.result() : Verdict.UNDECIDED;
              reference.giveBack(!answer.tryComplete(verdict));
            });
  }

  /** Runs the reference; ends with it. */
  private Future<Verdict> start(Question question, long deadlineNanos) {
    Trial trial = question.trial;
    Promise<Verdict> verdict = ((ContextInternal) context).promise();
    trial.retain();
    try {
      threads.execute(
          () -> {
            try {
              verdict.complete(trial.verdict(question.call, question.outcome, deadlineNanos));
            } catch (Throwable e) {
              verdict.fail(e);
            } finally {
              trial.release();
            }
          });
    } catch (Throwable e) {
      // For want of a thread, say.
      trial.release();
      verdict.fail(e);
    }
    return verdict.future();
  }

  void close() {
    threads.shutdown();
  }
}
