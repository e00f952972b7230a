package io.virtfun.verticles.doorbell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.Status;
import io.virtfun.verticles.admission.Tenant;
import io.virtfun.verticles.admission.TestLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Two tenants whose calls run on one event loop. */
final class LoopTimeTest {
  private static final int WEIGHT = 8;
  private static final int CALLS = GuestLane.SLOTS;

  /** What a tenant may take before another has been seen. */
  private static final long ALONE_NANOS = 100_000;

  @Test
  void shouldShareTheLoopByWeightWhenBothHaveCalls() throws InterruptedException {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      TestPeer heavy = attach(broker, "heavy", WEIGHT);
      TestPeer light = attach(broker, "light", 1);
      // So that the loop knows what these calls take.
      heavy.lane(0).callPipelined(TestBroker.BUSY, CALLS, 4);
      light.lane(0).callPipelined(TestBroker.BUSY, CALLS, 4);
      broker.busy.clear();
      callAtOnce(broker, heavy.lane(0), light.lane(0));

      List<TestBroker.Ran> ran = new ArrayList<>(broker.busy);
      assertEquals(2 * CALLS, ran.size(), "whoever is alone at last goes on");
      assertShared(ran, heavy);
    }
  }

  private static TestPeer attach(TestBroker broker, String name, int weight) {
    return broker.attach(new Tenant(name, TestLimits.weighing(weight), 0), 1);
  }

  /** Has both fill their queues while the loop looks at neither, and waits for all answers. */
  private static void callAtOnce(TestBroker broker, GuestLane... lanes)
      throws InterruptedException {
    CountDownLatch full = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    broker
        .vertx()
        .runOnContext(
            _ -> {
              held.countDown();
              awaitUninterrupted(full);
            });
    held.await();
    for (GuestLane lane : lanes) {
      for (int i = 0; i < CALLS; i++) {
        lane.submit(TestBroker.BUSY);
      }
    }
    full.countDown();
    for (GuestLane lane : lanes) {
      lane.awaitAll(Status.OK);
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** While both have calls neither is a whole share ahead, but for what a look can be too long. */
  private static void assertShared(List<TestBroker.Ran> ran, TestPeer heavy) {
    long heavyNanos = 0;
    long lightNanos = 0;
    long longestNanos = 0;
    int heavyCalls = 0;
    int lightCalls = 0;
    for (TestBroker.Ran each : ran) {
      if (heavy.holds(each.invocation().input())) {
        heavyNanos += each.nanos();
        heavyCalls++;
      } else {
        lightNanos += each.nanos();
        lightCalls++;
      }
      longestNanos = Math.max(longestNanos, each.nanos());
      if (heavyCalls == CALLS || lightCalls == CALLS) {
        break;
      }
    }
    long slackNanos = ALONE_NANOS + 2 * longestNanos;
    String times = "%d and %d ns".formatted(heavyNanos, lightNanos);
    assertTrue(lightNanos <= 2 * heavyNanos / WEIGHT + slackNanos, times);
    assertTrue(heavyNanos <= 2 * WEIGHT * (lightNanos + slackNanos), times);
  }
}
