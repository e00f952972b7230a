package io.virtfun.verticles.lane;

import static io.virtfun.verticles.lane.TestHost.NOW;
import static io.virtfun.verticles.lane.TestRoutes.ECHO_ID;
import static io.virtfun.verticles.lane.TestRoutes.FIRST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Outcome;
import io.virtfun.shm.Status;
import io.virtfun.verticles.admission.Gate;
import io.virtfun.verticles.admission.TestLimits;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.StopReason;
import io.virtfun.verticles.lane.TestGuest.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call's priority and time to live do in a lane. */
final class LaneDeadlineTest {
  private static final long MICRO = 1_000;

  private final TestGuest guest = new TestGuest(1024);
  private final TestHost host = new TestHost(guest, TestRoutes.of(1, 1));

  @AfterEach
  void close() {
    guest.close();
  }

  private void submit(long id, long timeToLiveMicros) {
    guest.submit(guest.entry(id, ECHO_ID).timeToLiveMicros(timeToLiveMicros));
  }

  private List<Long> idsTaken() {
    return guest.take().stream().map(Answer::id).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void shouldCarryThePriority(int priority) {
    TestHost urgent = new TestHost(guest, Gate.open(TestLimits.urgent(), TestRoutes.of(1, 1)));
    guest.submit(guest.entry(1, ECHO_ID).priority(priority));
    urgent.turn();
    assertEquals(priority, urgent.at(FIRST).getFirst().priority());
  }

  @Test
  void shouldMakeNoCallMoreUrgentThanItsTenantMayBe() {
    guest.submit(guest.entry(1, ECHO_ID).priority(3));
    host.turn();
    assertEquals(0, host.at(FIRST).getFirst().priority());
  }

  @Test
  void shouldSendAnUrgentCallThoughOthersFillTheWindow() {
    TestHost urgent = new TestHost(guest, Gate.open(TestLimits.urgent(), TestRoutes.of(1, 1)));
    for (int id = 1; id <= 3; id++) {
      guest.submit(guest.entry(id, ECHO_ID));
    }
    guest.submit(guest.entry(4, ECHO_ID).priority(2));
    urgent.turn();
    assertEquals(List.of(1L, 4L), urgent.at(FIRST).stream().map(Call::correlationId).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 255})
  void shouldRefuseWhenThereIsNoSuchPriority(int priority) {
    guest.submit(guest.entry(1, ECHO_ID).priority(priority));
    host.turn();
    assertEquals(List.of(new Answer(1, Status.BAD_ENTRY, 14, 0, 0, 0, 0)), guest.take());
  }

  @Test
  void shouldNeverExpireWhenThereIsNoTimeToLive() {
    submit(1, 0);
    submit(2, 0);
    host.turn();
    assertFalse(host.lane().hasDeadlines());
    host.lane().expire(Long.MAX_VALUE);
    host.finish(FIRST, Outcome.ok(0), Long.MAX_VALUE);
    host.finishAll(FIRST);
    assertTrue(guest.take().stream().allMatch(answer -> answer.status() == Status.OK));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 0xFFFF_FFFFL})
  void shouldExpireInTheLaneWhenTheTimeHasPassed(long micros) {
    submit(1, 0);
    submit(2, micros);
    host.turn();
    assertTrue(host.lane().hasDeadlines());
    assertEquals(NOW + micros * MICRO, host.lane().nextDeadlineNanos());
    host.lane().expire(NOW + micros * MICRO - 1);
    assertEquals(2, host.lane().inFlight());

    host.lane().expire(NOW + micros * MICRO);
    host.lane().flush();
    assertEquals(List.of(new Answer(2, Status.EXPIRED, 0, 0, 0, 0, 0)), guest.take());
    assertEquals(List.of(), host.stopped());
    assertFalse(host.lane().hasDeadlines());
  }

  @Test
  void shouldTellTheDeviceWhenTheTimeHasPassedThere() {
    submit(1, 5);
    host.turn();
    host.lane().expire(NOW + 5 * MICRO);
    host.lane().expire(NOW + 9 * MICRO);

    Call call = host.at(FIRST).getFirst();
    assertEquals(List.of(call), host.stopped());
    assertEquals(StopReason.EXPIRED, call.stopReason());
    host.finish(FIRST, Outcome.stopped(), NOW + 9 * MICRO);
    host.lane().flush();
    assertEquals(Status.EXPIRED, guest.take().getFirst().status());
  }

  @ParameterizedTest
  @CsvSource({"4999, OK", "5000, EXPIRED", "5001, EXPIRED"})
  void shouldAnswerByTheTimeItEndedWhenNobodyLookedBefore(long afterNanos, Status status) {
    submit(1, 5);
    host.turn();
    host.finish(FIRST, Outcome.ok(0), NOW + afterNanos);
    host.lane().flush();
    assertEquals(status, guest.take().getFirst().status());
  }

  @ParameterizedTest
  @CsvSource({"4999, OK", "5000, EXPIRED"})
  void shouldAnswerByTheTimeItEndedWhenItExpiredOnItsWayBack(long afterNanos, Status status) {
    submit(1, 5);
    host.turn();
    host.lane().expire(NOW + 6 * MICRO);
    host.finish(FIRST, Outcome.ok(0), NOW + afterNanos);
    host.lane().flush();
    assertEquals(status, guest.take().getFirst().status());
  }

  @Test
  void shouldExpireTheSoonestFirstWhenThereAreMany() {
    submit(1, 0);
    long[] micros = {50, 20, 90, 10, 70, 30, 80, 40, 60};
    for (int i = 0; i < micros.length; i++) {
      submit(10 + i, micros[i]);
    }
    host.turn();
    for (int soonest = 10; soonest <= 90; soonest += 10) {
      assertEquals(NOW + soonest * MICRO, host.lane().nextDeadlineNanos());
      host.lane().expire(NOW + soonest * MICRO);
      host.lane().flush();
      assertEquals(1, guest.take().size());
    }
    assertFalse(host.lane().hasDeadlines());
    assertEquals(1, host.lane().inFlight());
  }

  @Test
  void shouldForgetTheDeadlineWhenTheCallHasEnded() {
    submit(1, 5);
    submit(2, 9);
    host.turn();
    host.finish(FIRST, Outcome.ok(0), NOW);
    assertEquals(NOW + 9 * MICRO, host.lane().nextDeadlineNanos());
    host.finish(FIRST, Outcome.ok(0), NOW);
    assertFalse(host.lane().hasDeadlines());
    submit(3, 0);
    host.turn();
    host.lane().expire(NOW + 99 * MICRO);
    assertEquals(StopReason.NONE, host.at(FIRST).getFirst().stopReason());
  }

  @Test
  void shouldBoundTheWorkOfOneGoWhenManyExpireAtOnce() {
    for (int id = 0; id < 1000; id++) {
      submit(id, 1);
    }
    host.turn();
    int ended = 0;
    while (host.lane().hasDeadlines()) {
      host.lane().expire(NOW + MICRO);
      host.lane().flush();
      int answered = idsTaken().size();
      assertTrue(answered <= InFlight.EXPIRIES, answered + " at once");
      ended += answered;
    }
    assertEquals(999, ended);
    assertEquals(1, host.stopped().size());
  }
}
