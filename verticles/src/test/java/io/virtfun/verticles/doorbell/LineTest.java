package io.virtfun.verticles.doorbell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.Status;
import io.virtfun.verticles.admission.Limit;
import io.virtfun.verticles.admission.OnLimit;
import io.virtfun.verticles.admission.Tenant;
import io.virtfun.verticles.admission.TestLimits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancel entries behind a call that a limit of the tenant holds up. */
@Timeout(60)
final class LineTest {
  private static final Set<Status> ENDS = EnumSet.of(Status.OK, Status.CANCELLED);

  private final Tenant tenant =
      new Tenant("limited", TestLimits.inFlight(1, OnLimit.DEFER), System.nanoTime());

  private void awaitDeferred() {
    while (tenant.account().usages().stream()
            .mapToLong(usage -> usage.deferred().getOrDefault(Limit.IN_FLIGHT, 0L))
            .sum()
        < 1) {
      Thread.onSpinWait();
    }
  }

  private static void awaitOneOfEach(GuestLane guest) {
    while (guest.outstanding() > 0) {
      guest.await(ENDS);
    }
    assertEquals(1, guest.count(Status.CANCELLED));
    assertEquals(1, guest.count(Status.OK));
  }

  @Test
  void shouldEndTheCallThatRunsWhenItIsCancelled() throws InterruptedException {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      GuestLane guest = broker.attach(tenant, 1).lane(0);
      long running = guest.submit(TestBroker.ENDLESS);
      broker.begun.take();
      guest.submit(TestBroker.ECHO);
      awaitDeferred();

      guest.cancel(running);

      awaitOneOfEach(guest);
    }
  }

  @Test
  void shouldAnswerTheDeferredCallWhenItsTurnComes() throws InterruptedException {
    try (TestBroker broker = new TestBroker(1, Duration.ZERO)) {
      GuestLane guest = broker.attach(tenant, 1).lane(0);
      guest.submit(TestBroker.SLOW);
      broker.begun.take();
      long deferred = guest.submit(TestBroker.SLOW);
      awaitDeferred();

      guest.cancel(deferred);
      broker.permits.release();

      awaitOneOfEach(guest);
      assertTrue(broker.begun.isEmpty(), "the call that was cancelled was not started");
    }
  }
}
