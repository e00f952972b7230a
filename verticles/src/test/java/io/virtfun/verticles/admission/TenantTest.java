package io.virtfun.verticles.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

final class TenantTest {
  private static final int THREADS = 6;
  private static final int STEPS = 500;
  private static final int BYTES = 100;
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long START = -7;

  private static Tenant tenant(TenantLimits limits) {
    return new Tenant("t", limits, START);
  }

  private static long admit(Tenant tenant, long bytes, long now) {
    return tenant.admit(tenant.limits(), bytes, now);
  }

  private static void assertRefused(Limit limit, long waitNanos, long verdict) {
    assertEquals(Verdict.of(limit, waitNanos), verdict);
    assertEquals(limit, Verdict.limit(verdict));
    assertEquals(waitNanos, Verdict.waitNanos(verdict));
  }

  /** What a thread does with the tenant, again and again, until it is refused. */
  @FunctionalInterface
  private interface Step {
    void run(int step) throws Exception;
  }

  private static void onThreads(Step step) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(THREADS);
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      for (int turn = 0; turn < STEPS; turn++) {
                        barrier.await();
                        step.run(turn);
                      }
                    } catch (Exception | AssertionError e) {
                      synchronized (failures) {
                        failures.add(e);
                      }
                      barrier.reset();
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), failures);
  }

  /** Has all threads ask at each millisecond until they are refused; how often they were not. */
  private static long askOften(Tenant tenant) throws Exception {
    LongAdder admitted = new LongAdder();
    onThreads(
        step -> {
          long count = 0;
          while (admit(tenant, BYTES, START + step * MILLI) == Verdict.ADMITTED) {
            count++;
          }
          admitted.add(count);
        });
    return admitted.sum();
  }

  @Test
  void shouldAdmitExactlyWhatTheRateAllowsWhenManyThreadsAsk() throws Exception {
    Tenant tenant = tenant(TestLimits.of(0, 2_000_000, 250_000_000, 0, OnLimit.DEFER));

    // 2000 a millisecond after 200,000; the bytes allow a quarter more.
    assertEquals(200_000 + 2000 * (STEPS - 1), askOften(tenant));
  }

  @Test
  void shouldTakeNothingForRefusedCallsWhenManyThreadsAsk() throws Exception {
    Tenant tenant = tenant(TestLimits.of(0, 2_000_000, 199_900_000, 0, OnLimit.DEFER));
    long admitted = askOften(tenant);

    // The bytes allow 1999 a millisecond after 199,900.
    assertEquals(199_900 + 1999 * (STEPS - 1), admitted);
    long last = START + (STEPS - 1) * MILLI;
    tenant.limits(TestLimits.calls(2_000_000, OnLimit.DEFER), last);
    long left = 0;
    while (admit(tenant, 0, last) == Verdict.ADMITTED) {
      left++;
    }
    assertEquals(200_000 + 2000 * (STEPS - 1) - admitted, left);
  }

  @Test
  void shouldNeverHaveMoreInFlightThanAllowedWhenManyThreadsAsk() throws Exception {
    int most = 3;
    Tenant tenant = tenant(TestLimits.of(most, 1_000_000, 0, 0, OnLimit.DEFER));
    AtomicInteger inFlight = new AtomicInteger();
    AtomicInteger highest = new AtomicInteger();
    CountDownLatch two = new CountDownLatch(2);
    onThreads(
        step -> {
          for (int i = 0; i < 50; i++) {
            if (admit(tenant, 0, START + step * MILLI) == Verdict.ADMITTED) {
              highest.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
              two.countDown();
              two.await();
              inFlight.decrementAndGet();
              tenant.leave(1);
            }
          }
        });

    assertEquals(0, tenant.inFlight());
    assertTrue(highest.get() <= most, "in flight " + highest);
    assertTrue(highest.get() > 1, "never two at once");
  }

  @Test
  void shouldTakeNothingWhenOneLimitRefuses() {
    Tenant tenant = tenant(TestLimits.of(1, 10, 1000, 0, OnLimit.DEFER));
    assertEquals(Verdict.ADMITTED, admit(tenant, 2100, START));

    assertRefused(Limit.IN_FLIGHT, 0, admit(tenant, 1, START + SECOND));
    tenant.leave(1);
    // 2100 taken, 100 of them ahead of time.
    assertRefused(Limit.BYTES_PER_SECOND, SECOND + MILLI, admit(tenant, 1, START + SECOND));
    assertEquals(0, tenant.inFlight());
    assertEquals(Verdict.ADMITTED, admit(tenant, 0, START + 2 * SECOND + MILLI));
    tenant.leave(1);
    assertRefused(Limit.CALLS_PER_SECOND, 99 * MILLI, admit(tenant, 0, START + 2 * SECOND + MILLI));
  }

  @Test
  void shouldNameTheLimitThatHoldsUpLongest() {
    Tenant tenant = tenant(TestLimits.of(0, 1, 1000, 100, OnLimit.SHED));
    assertEquals(Verdict.ADMITTED, admit(tenant, 3100, START));
    tenant.charge(SECOND, START);

    assertRefused(Limit.BYTES_PER_SECOND, 3 * SECOND + MILLI, admit(tenant, 0, START));
    tenant.charge(10 * SECOND, START);
    assertEquals(Limit.DEVICE_TIME, Verdict.limit(admit(tenant, 0, START)));
  }

  @Test
  void shouldHoldUpCallsUntilTheDeviceTimeIsPaidOff() {
    Tenant tenant = tenant(TestLimits.of(0, 0, 0, 50, OnLimit.DEFER));
    assertEquals(Verdict.ADMITTED, admit(tenant, 0, START));
    assertEquals(Verdict.ADMITTED, admit(tenant, 0, START));
    tenant.charge(SECOND, START);
    tenant.charge(SECOND, START);

    long verdict = admit(tenant, 0, START);
    assertEquals(Limit.DEVICE_TIME, Verdict.limit(verdict));
    // 2 s at half a second a second, less the 100 ms that count as burst.
    long paid = Verdict.waitNanos(verdict);
    assertEquals(3900, TimeUnit.NANOSECONDS.toMillis(paid));
    assertEquals(Verdict.ADMITTED, admit(tenant, 0, START + paid));
  }

  @Test
  void shouldHaveNoLimitWhenNoneIsSet() {
    Tenant tenant = tenant(TenantLimits.none());
    for (int i = 0; i < 1000; i++) {
      assertEquals(Verdict.ADMITTED, admit(tenant, Integer.MAX_VALUE, START));
    }
    tenant.charge(Long.MAX_VALUE, START);
    assertEquals(Verdict.ADMITTED, admit(tenant, 0, START));
  }
}
