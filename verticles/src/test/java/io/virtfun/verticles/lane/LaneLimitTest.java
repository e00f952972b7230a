package io.virtfun.verticles.lane;

import static io.virtfun.verticles.lane.TestRoutes.ECHO_ID;
import static io.virtfun.verticles.lane.TestRoutes.EITHER_ID;
import static io.virtfun.verticles.lane.TestRoutes.FIRST;
import static io.virtfun.verticles.lane.TestRoutes.OTHER_ID;
import static io.virtfun.verticles.lane.TestRoutes.SECOND;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Outcome;
import io.virtfun.shm.Status;
import io.virtfun.shm.SubmissionEntry;
import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.admission.Limit;
import io.virtfun.verticles.admission.OnLimit;
import io.virtfun.verticles.admission.Tenant;
import io.virtfun.verticles.admission.TenantLimits;
import io.virtfun.verticles.admission.TestLimits;
import io.virtfun.verticles.admission.Usage;
import io.virtfun.verticles.lane.TestGuest.Answer;
import io.virtfun.verticles.routing.Routes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a tenant's limits do with a lane's entries: let them in, leave them, or answer them. */
final class LaneLimitTest {
  private static final long NOW = TestHost.NOW;
  private static final long MILLI = 1_000_000;

  private final TestGuest guest = new TestGuest(8);
  private final TestGuest other = new TestGuest(8);
  private final Routes routes = TestRoutes.of(8, 8);

  @AfterEach
  void close() {
    guest.close();
    other.close();
  }

  private static Tenant tenant(TenantLimits limits) {
    return new Tenant("t", limits, NOW);
  }

  private Gate gate(Tenant tenant) {
    return new Gate(
        tenant,
        routes,
        new Tenant.Listener() {
          @Override
          public void slotFreed() {
            // The test looks itself.
          }

          @Override
          public void limitsChanged() {
            // The test refreshes itself.
          }
        });
  }

  private static List<Long> ids(List<Answer> answers) {
    return answers.stream().map(Answer::id).toList();
  }

  @Test
  void shouldLeaveTheEntryAndThoseBehindItWhenTheRateIsUsedUp() {
    TestHost host = new TestHost(guest, gate(tenant(TestLimits.calls(20, OnLimit.DEFER))));
    guest.submit(ECHO_ID, 1, 2, 3);
    guest.submit(OTHER_ID, 4);

    assertEquals(2, host.lane().poll(8, NOW));
    host.lane().flush();

    assertArrayEquals(new long[] {1, 2}, host.idsAt(FIRST));
    assertEquals(2, guest.position(TestGuest.SUBMISSION_HEAD), "the third is the guest's still");
    assertTrue(host.lane().deferral().isDeferred());
    assertFalse(host.lane().deferral().isUntilSlot());
    assertEquals(NOW + 50 * MILLI, host.lane().deferral().untilNanos());

    assertEquals(0, host.lane().poll(8, NOW + 50 * MILLI - 1000));
    assertEquals(1, host.lane().poll(8, NOW + 50 * MILLI));
    assertArrayEquals(new long[] {1, 2, 3}, host.idsAt(FIRST));
    assertEquals(NOW + 100 * MILLI, host.lane().deferral().untilNanos());
    assertEquals(1, host.lane().poll(8, NOW + 100 * MILLI));
    assertArrayEquals(new long[] {4}, host.idsAt(SECOND));
    assertFalse(host.lane().deferral().isDeferred());
  }

  @Test
  void shouldReadTheEntryAnewWhenItWasDeferred() {
    TestHost host = new TestHost(guest, gate(tenant(TestLimits.inFlight(1, OnLimit.DEFER))));
    guest.submit(ECHO_ID, 1, 2);
    host.turn();
    assertTrue(host.lane().deferral().isUntilSlot());
    new RawEntry().function(99).copyTo(guest.slot(1));

    assertEquals(1, host.lane().poll(8, NOW));
    host.lane().flush();

    assertEquals(Status.UNKNOWN_FUNCTION, guest.take().getFirst().status());
  }

  @Test
  void shouldGoOnWhenACallOfAnotherLaneOfTheTenantHasEnded() {
    Tenant tenant = tenant(TestLimits.inFlight(2, OnLimit.DEFER));
    Gate gate = gate(tenant);
    TestHost host = new TestHost(guest, gate);
    TestHost second = new TestHost(other, gate(tenant));
    other.submit(ECHO_ID, 1, 2);
    second.turn();
    guest.submit(ECHO_ID, 3);
    host.turn();
    assertTrue(host.lane().deferral().isUntilSlot());
    assertTrue(gate.awaitSlot());

    second.finish(FIRST, Outcome.ok(0));
    assertFalse(gate.awaitSlot());
    host.turn();
    assertArrayEquals(new long[] {3}, host.idsAt(FIRST));
  }

  @Test
  void shouldGiveTheSlotsBackWhenALaneIsClosedOrQuarantined() {
    Tenant tenant = tenant(TestLimits.inFlight(4, OnLimit.DEFER));
    TestHost host = new TestHost(guest, gate(tenant));
    TestHost second = new TestHost(other, gate(tenant));
    guest.submit(ECHO_ID, 1, 2);
    host.turn();
    other.submit(ECHO_ID, 3, 4);
    second.turn();
    guest.position(TestGuest.SUBMISSION_TAIL, 1000);
    host.turn();
    second.lane().close();
    assertFalse(host.lane().isServing());

    host.finishAll(FIRST);
    second.finishAll(FIRST);
    try (TestGuest third = new TestGuest(8)) {
      TestHost last = new TestHost(third, gate(tenant));
      third.submit(ECHO_ID, 5, 6, 7, 8, 9);
      last.turn();
      assertArrayEquals(new long[] {5, 6, 7, 8}, last.idsAt(FIRST));
    }
  }

  @Test
  void shouldAnswerBusyAndAdmitAfterTheHintWhenItSheds() {
    TestHost host = new TestHost(guest, gate(tenant(TestLimits.calls(20, OnLimit.SHED))));
    guest.submit(ECHO_ID, 1, 2, 3, 4);

    assertEquals(4, host.lane().poll(8, NOW));
    host.lane().flush();

    List<Answer> answers = guest.take();
    assertEquals(List.of(3L, 4L), ids(answers));
    assertEquals(Status.BUSY, answers.getFirst().status());
    assertEquals(50_000, answers.getFirst().detail());
    guest.submit(ECHO_ID, 3);
    host.lane().poll(8, NOW + answers.getFirst().detail() * 1000);
    assertArrayEquals(new long[] {1, 2, 3}, host.idsAt(FIRST));
  }

  @Test
  void shouldAnswerBusyWithoutAHintWhenTooManyAreInFlight() {
    TestHost host = new TestHost(guest, gate(tenant(TestLimits.inFlight(1, OnLimit.SHED))));
    guest.submit(ECHO_ID, 1, 2);
    host.turn();

    assertEquals(List.of(new Answer(2, Status.BUSY, 0, 0, 0, 0, 0)), guest.take());
  }

  @Test
  void shouldAnswerNotAllowedWhenNoDeviceMayRunTheFunction() {
    TestHost host =
        new TestHost(
            guest, gate(tenant(TestLimits.allowing(Set.of("either", "echo"), Set.of("second")))));
    guest.submit(ECHO_ID, 1);
    guest.submit(OTHER_ID, 2);
    guest.submit(EITHER_ID, 3);
    host.turn();

    assertEquals(
        List.of(
            new Answer(1, Status.NOT_ALLOWED, 0, 0, 0, 0, 0),
            new Answer(2, Status.NOT_ALLOWED, 0, 0, 0, 0, 0)),
        guest.take());
    assertArrayEquals(new long[] {3}, host.idsAt(SECOND));
  }

  @Test
  void shouldSeeCancelEntriesBehindADeferredCallFewAtATime() {
    TestHost host = new TestHost(guest, gate(tenant(TestLimits.inFlight(1, OnLimit.DEFER))));
    guest.submit(ECHO_ID, 1, 2, 3);
    guest.submit(new SubmissionEntry().cancel(1));
    assertEquals(1, host.lane().poll(2, NOW));
    assertFalse(host.lane().arm(), "there are entries that nobody has seen");

    assertTrue(host.lane().lookAhead(1, NOW));
    assertEquals(List.of(), host.stopped());
    assertFalse(host.lane().lookAhead(1, NOW));

    assertEquals(1, host.stopped().size());
    assertTrue(host.lane().arm());
  }

  @Test
  void shouldTakeNothingOfALimitWhenTheEntryIsBad() {
    TestHost host = new TestHost(guest, gate(tenant(TestLimits.calls(1, OnLimit.DEFER))));
    guest.submit(guest.entry(1, ECHO_ID).output(0, 1));
    guest.submit(ECHO_ID, 2);
    host.turn();

    assertEquals(Status.BAD_SLICE, guest.take().getFirst().status());
    assertArrayEquals(new long[] {2}, host.idsAt(FIRST));
  }

  @Test
  void shouldRefuseDeferredEntriesWhenItDrains() {
    TestHost host = new TestHost(guest, gate(tenant(TestLimits.inFlight(1, OnLimit.DEFER))));
    guest.submit(ECHO_ID, 1, 2);
    host.turn();
    host.lane().drain();
    host.turn();

    assertEquals(List.of(new Answer(2, Status.SHUTTING_DOWN, 0, 0, 0, 0, 0)), guest.take());
  }

  @Test
  void shouldForgetTheDeferralWhenTheNextEntryCannotBeTaken() {
    Gate gate = gate(tenant(TestLimits.inFlight(1, OnLimit.DEFER)));
    TestHost host = new TestHost(guest, gate);
    guest.submit(ECHO_ID, 1, 2);
    host.turn();
    assertTrue(host.lane().deferral().isDeferred());

    guest.position(TestGuest.SUBMISSION_TAIL, 1000);
    host.turn();
    assertFalse(host.lane().deferral().isDeferred());
  }

  @Test
  void shouldAccountForWhatCallsUsed() {
    Tenant tenant = tenant(TestLimits.inFlight(1, OnLimit.DEFER));
    TestHost host = new TestHost(guest, gate(tenant));
    long at = guest.arenaStart();
    guest.submit(guest.entry(1, ECHO_ID).set(1, ECHO_ID, at, 5).output(at + 8, 9));
    guest.submit(ECHO_ID, 2);
    guest.submit(99, 3);
    host.turn();
    host.turn();
    host.at(FIRST).peek().started(NOW - 30);
    host.finish(FIRST, Outcome.ok(7));
    host.turn();

    List<Usage> usages = tenant.account().usages();
    assertEquals(
        new Usage(2, 1, 5, 7, 30, Map.of(Status.OK, 1L), Map.of(Limit.IN_FLIGHT, 1L), Map.of()),
        usages.get(ECHO_ID));
    assertEquals(Map.of(Status.UNKNOWN_FUNCTION, 1L), usages.get(0).statuses());
  }
}
