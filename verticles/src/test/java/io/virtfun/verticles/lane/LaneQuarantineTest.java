package io.virtfun.verticles.lane;

import static io.virtfun.verticles.lane.TestGuest.COMPLETION_HEAD;
import static io.virtfun.verticles.lane.TestGuest.SUBMISSION_TAIL;
import static io.virtfun.verticles.lane.TestRoutes.ECHO_ID;
import static io.virtfun.verticles.lane.TestRoutes.FIRST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Outcome;
import io.virtfun.shm.LaneState;
import io.virtfun.shm.QuarantineReason;
import io.virtfun.shm.Status;
import io.virtfun.verticles.bus.StopReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest that writes impossible positions loses its lane, and nothing else happens. */
final class LaneQuarantineTest {
  private static final int CAPACITY = 8;

  private final TestGuest guest = new TestGuest(CAPACITY);
  private final TestHost host = new TestHost(guest, TestRoutes.of(2, 2));

  @AfterEach
  void close() {
    guest.close();
  }

  private void assertQuarantined(QuarantineReason reason) {
    assertEquals(LaneState.QUARANTINED, guest.laneState());
    assertEquals(reason.code(), guest.quarantineReason());
    assertEquals(reason, host.lane().quarantineReason());
    assertFalse(host.lane().isServing());
  }

  /** Three entries taken, of which one is answered and one waits for credit. */
  private void serveSome() {
    guest.submit(ECHO_ID, 1, 2, 3, 4);
    host.turn();
    host.finish(FIRST, Outcome.ok(0));
    host.lane().flush();
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 0, -1, 4 + CAPACITY + 1, Long.MAX_VALUE, Long.MIN_VALUE})
  void shouldQuarantineWhenTheTailIsImpossible(long tail) {
    serveSome();
    guest.position(SUBMISSION_TAIL, tail);
    assertEquals(0, host.lane().poll(64, TestHost.NOW));
    assertQuarantined(QuarantineReason.SUBMISSION_TAIL);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void shouldQuarantineWhenTheHeadIsImpossible(long head) {
    serveSome();
    guest.position(COMPLETION_HEAD, head);
    assertEquals(0, host.lane().poll(64, TestHost.NOW));
    assertQuarantined(QuarantineReason.COMPLETION_HEAD);
  }

  @Test
  void shouldQuarantineWhenTheTailMovesBackOverEntriesNotTaken() {
    guest.submit(ECHO_ID, 1, 2, 3);
    assertEquals(1, host.lane().poll(1, TestHost.NOW));
    guest.position(SUBMISSION_TAIL, 2);
    assertEquals(0, host.lane().poll(1, TestHost.NOW));
    assertQuarantined(QuarantineReason.SUBMISSION_TAIL);
  }

  @Test
  void shouldQuarantineWhenTheHeadMovesBack() {
    serveSome();
    guest.take();
    host.turn();
    guest.position(COMPLETION_HEAD, 0);
    host.turn();
    assertQuarantined(QuarantineReason.COMPLETION_HEAD);
  }

  @Test
  void shouldServeOnWhenThePositionsGoToTheirLimits() {
    for (int i = 0; i < CAPACITY; i++) {
      guest.offer(guest.entry(i, ECHO_ID));
    }
    guest.publish();
    host.turn();
    host.finishAll(FIRST);
    assertEquals(CAPACITY, guest.take().size());
    host.turn();
    assertTrue(host.lane().isServing());
  }

  private void submitMalformed(int entries) {
    for (int i = 0; i < entries; i++) {
      guest.submit(99, i);
      host.turn();
      guest.take();
    }
  }

  @Test
  void shouldQuarantineWhenMalformedEntriesComeTooOften() {
    submitMalformed(Abuse.MOST);
    assertTrue(host.lane().isServing());
    guest.submit(99, 1, 2, 3);
    host.turn();
    assertEquals(3, guest.take().size(), "what was taken before is answered");
    assertTrue(host.turn(), "rings the guest");
    assertQuarantined(QuarantineReason.ABUSE);
    assertEquals(Abuse.MOST + 3, host.lane().malformedCalls());
    assertEquals(Abuse.MOST + 3, host.lane().refusedCalls());
  }

  @Test
  void shouldServeOnWhenAProgramKeepsCallingWithTheWrongSize() {
    for (int i = 0; i < 3 * Abuse.MOST; i++) {
      guest.submit(TestRoutes.DIGEST_ID, i);
      host.turn();
      assertEquals(Status.OUTPUT_TOO_SMALL, guest.take().getFirst().status());
    }
    assertTrue(host.lane().isServing());
    assertEquals(0, host.lane().malformedCalls());
  }

  @Test
  void shouldNoticeWhenItArms() {
    host.turn();
    guest.position(SUBMISSION_TAIL, -1);
    assertTrue(host.lane().arm());
    assertQuarantined(QuarantineReason.SUBMISSION_TAIL);
    assertTrue(host.lane().flush(), "the guest is told");
  }

  @Test
  void shouldRingOnceWhenTheGuestDidNotAsk() {
    serveSome();
    guest.position(SUBMISSION_TAIL, -1);
    assertTrue(host.turn());
    assertFalse(host.turn());
  }

  @Test
  void shouldStayQuarantinedWhenTheGuestRepairsItsPositions() {
    serveSome();
    guest.position(SUBMISSION_TAIL, -1);
    host.turn();
    guest.position(SUBMISSION_TAIL, 5);
    RegionSnapshot before = new RegionSnapshot(guest);

    assertFalse(host.turn());
    assertTrue(host.lane().arm());
    host.lane().disarm();
    before.assertUnchanged();
    assertQuarantined(QuarantineReason.SUBMISSION_TAIL);
  }

  @Test
  void shouldWriteNothingWhenCallsReturnLater() {
    serveSome();
    assertEquals(2, host.at(FIRST).size());
    assertEquals(3, host.lane().inFlight());
    guest.position(COMPLETION_HEAD, -1);
    host.turn();
    assertEquals(2, host.lane().inFlight(), "the waiting call is dropped");
    assertTrue(host.at(FIRST).stream().allMatch(call -> call.stopReason() == StopReason.ABANDONED));
    RegionSnapshot before = new RegionSnapshot(guest);

    assertFalse(host.lane().isDrained());
    host.finish(FIRST, Outcome.ok(0));
    assertFalse(host.lane().isDrained());
    host.finish(FIRST, Outcome.ok(0));
    assertTrue(host.at(FIRST).isEmpty(), "nothing was sent instead");
    assertTrue(host.lane().isDrained());
    assertEquals(0, host.lane().inFlight());
    assertFalse(host.lane().flush());
    before.assertUnchanged();
  }

  @Test
  void shouldKeepAnswersBackWhenTheyWereNotPublishedYet() {
    guest.submit(ECHO_ID, 1);
    host.turn();
    host.finish(FIRST, Outcome.ok(0));
    guest.position(SUBMISSION_TAIL, -1);
    host.turn();
    assertEquals(0, guest.available());
  }
}
