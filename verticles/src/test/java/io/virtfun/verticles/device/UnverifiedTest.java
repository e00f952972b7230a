package io.virtfun.verticles.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.WorkerExecutor;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Verdict;
import io.virtfun.functions.Arguments;
import io.virtfun.shm.Polling;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.Loops;
import io.virtfun.verticles.bus.Origin;
import io.virtfun.verticles.bus.ThrottledLog;
import io.virtfun.verticles.fair.FairQueue;
import io.virtfun.verticles.health.HealthSettings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** Verifications of which nothing comes, and which say nothing about the device. */
final class UnverifiedTest extends VerifiedDevice {
  private static final Logger LOG = Logger.getLogger(DeviceVerticle.class.getName());

  private static Outcome sumAfter(CountDownLatch latch, Invocation call) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return sum(call, 0);
  }

  @Test
  void shouldNotTakeACopyThatWaitsForADeviceThatHangs(Vertx vertx) throws InterruptedException {
    int threads = VertxOptions.DEFAULT_WORKER_POOL_SIZE;
    CountDownLatch busy = new CountDownLatch(threads);
    CountDownLatch released = new CountDownLatch(1);
    ScriptedDevice device =
        new ScriptedDevice(3)
            .worker("f", call -> sum(call, 0))
            .async(
                "late",
                (call, completion) ->
                    call.cancellation().onRequest(() -> completion.complete(Outcome.stopped())));
    ScriptedDevice reference = new ScriptedDevice(3).worker("f", call -> sum(call, 0));
    DeviceHarness bus = harness(vertx, device, ALL, reference, Duration.ofMillis(500));
    WorkerExecutor copies = vertx.createSharedWorkerExecutor("virtfun-verify-" + DeviceHarness.ID);
    for (int i = 0; i < threads; i++) {
      copies.executeBlocking(
          () -> {
            busy.countDown();
            released.await();
            return null;
          },
          false);
    }
    busy.await();
    bus.send(call(bus));
    // Each takes as long as a call may, so that twice that has passed for the one before.
    assertEquals(Outcome.stopped(), bus.run(bus.call("late")).outcome());
    assertEquals(Outcome.stopped(), bus.run(bus.call("late")).outcome());
    assertTrue(standing.isServing(), standing::quarantine);
    released.countDown();

    assertEquals(Outcome.ok(2), bus.next(1).getFirst().outcome());
    assertTrue(standing.isServing());
  }

  @Test
  void shouldStillTellACallToStopOnceTheDeviceHasIt(Vertx vertx) throws InterruptedException {
    ScriptedDevice device =
        new ScriptedDevice(1)
            .async(
                "f",
                (call, completion) ->
                    call.cancellation().onRequest(() -> completion.complete(Outcome.stopped())));
    ScriptedDevice reference = new ScriptedDevice(1).worker("f", call -> sum(call, 0));
    DeviceHarness bus = harness(vertx, device, ALL, reference, Duration.ofMillis(50));
    assertEquals(Outcome.stopped(), bus.run(call(bus)).outcome());
  }

  @Test
  void shouldNotChargeTheDeviceForResultsThatCannotBeCopied(Vertx vertx)
      throws InterruptedException {
    ScriptedDevice device = new ScriptedDevice(1).worker("f", call -> sum(call, 0));
    DeviceHarness bus = harness(vertx, device, ALL, call -> sum(call, 0));
    for (int i = 0; i < 8; i++) {
      Call call = bus.call("f", 0, BYTES);
      Invocation own = call.invocation();
      call.begin(
          100 + i,
          System.nanoTime(),
          new Invocation(own.arguments(), own.input(), own.output().asReadOnly()));
      call.assign(1, 1, new Origin(new Object(), () -> 1));
      assertEquals(Outcome.deviceFailed(), bus.run(call).outcome());
    }
    assertTrue(standing.isServing(), standing::quarantine);
  }

  @Test
  void shouldSayAtDebugWhatIsUndecided(Vertx vertx) throws InterruptedException {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Handler handler = handler(lines);
    Level level = LOG.getLevel();
    LOG.addHandler(handler);
    LOG.setLevel(Level.FINE);
    try {
      ScriptedDevice device = new ScriptedDevice(1).worker("f", call -> sum(call, 0));
      ScriptedDevice reference =
          new ScriptedDevice(1)
              .worker("f", call -> sum(call, 0))
              .judging((_, _) -> Verdict.UNDECIDED);
      DeviceHarness bus = harness(vertx, device, ALL, reference, DAY);
      bus.run(call(bus));
      bus.run(call(bus));
      assertEquals("device scripted: undecided, f@1, 1 so far", lines.take());
      assertEquals("device scripted: undecided, f@1, 2 so far", lines.take());
    } finally {
      LOG.setLevel(level);
      LOG.removeHandler(handler);
    }
  }

  private static Handler handler(BlockingQueue<String> lines) {
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            if (line.getMessage().contains("undecided")) {
              lines.add(line.getMessage());
            }
          }

          @Override
          public void flush() {
            // Nothing is kept.
          }

          @Override
          public void close() {
            // Nothing is held.
          }
        };
    handler.setLevel(Level.ALL);
    return handler;
  }

  @Test
  void shouldEndCallsThatNoThreadCanLookAt(Vertx vertx) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    ScriptedDevice device =
        new ScriptedDevice(1)
            .worker(
                "f",
                call -> {
                  begun.countDown();
                  return sumAfter(released, call);
                });
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    Context context = vertx.getOrCreateContext();
    KernelRunner runner =
        new KernelRunner("test", context, new ThrottledLog(System.getLogger("test")));
    RunningCalls running = new RunningCalls(Loops.of(context), runner);
    Verifier verifier = verifier(context, running, ended);
    Executions executions = new Executions(runner, running, device, Polling.adaptive(), verifier);
    Call call = new Call(this, 0, 0);
    call.begin(1, System.nanoTime(), invocation());
    context.runOnContext(_ -> verifier.start(executions, call, call.invocation(), false));
    begun.await();
    verifier.close();
    released.countDown();

    assertEquals("lost DEVICE_FAILED", ended.take());
    DeviceHarness.await(onContext(context, () -> assertTrue(verifier.isIdle())));
    DeviceHarness.await(onContext(context, executions::close));
  }

  private Verifier verifier(Context context, RunningCalls running, BlockingQueue<String> ended) {
    ScriptedDevice reference = new ScriptedDevice(1).worker("f", call -> sum(call, 0));
    return new Verifier(
        context,
        "test",
        new DeviceTerms(
            new FairQueue.Settings(1),
            HealthSettings.DEFAULT,
            new Verification(ALL, () -> new Reference(reference, standing, lender())),
            standing),
        new Verifier.Ends(
            running,
            (_, how) -> ended.add("ended " + how.outcome().kind()),
            (_, how) -> ended.add("lost " + how.outcome().kind()),
            ended::add));
  }

  private static Invocation invocation() {
    MemorySegment memory = Arena.ofAuto().allocate(128);
    return new Invocation(
        Arguments.of(ScriptedDevice.spec("f"), Map.of()),
        memory.asSlice(0, BYTES).asReadOnly(),
        memory.asSlice(BYTES));
  }

  private static Future<Void> onContext(Context context, Runnable action) {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        _ -> {
          try {
            action.run();
            done.complete();
          } catch (Throwable e) {
            done.fail(e);
          }
        });
    return done.future();
  }

  private static Reference.Lender lender() {
    return new Reference.Lender() {
      @Override
      public void borrow(Promise<Void> promise) {
        promise.complete();
      }

      @Override
      public void hangs() {
        throw new AssertionError("it ends");
      }

      @Override
      public void giveBack(boolean hung) {
        // There are enough.
      }
    };
  }
}
