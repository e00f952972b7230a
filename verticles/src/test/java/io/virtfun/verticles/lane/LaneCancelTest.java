package io.virtfun.verticles.lane;

import static io.virtfun.verticles.lane.TestHost.NOW;
import static io.virtfun.verticles.lane.TestRoutes.ECHO_ID;
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
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.StopReason;
import io.virtfun.verticles.lane.TestGuest.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a cancel entry does to a call at each stage of its life, and to a lane that is full. */
final class LaneCancelTest {
  private static final int CAPACITY = 8;

  private final TestGuest guest = new TestGuest(CAPACITY);
  private final TestHost host = new TestHost(guest, TestRoutes.of(1, 8));

  @AfterEach
  void close() {
    guest.close();
  }

  private void cancel(long id) {
    guest.submit(new SubmissionEntry().cancel(id));
  }

  private static Answer answer(long id, Status status, int device) {
    return new Answer(id, status, 0, device, 0, 0, 0);
  }

  @Test
  void shouldEndACallAtOnceWhenItWaitsInTheLane() {
    guest.submit(ECHO_ID, 1, 2, 3);
    host.turn();
    cancel(2);
    host.turn();

    assertEquals(List.of(answer(2, Status.CANCELLED, 0)), guest.take());
    assertEquals(2, host.lane().inFlight());
    assertEquals(List.of(), host.stopped(), "the device never had it");
    host.finishAll(FIRST);
    assertEquals(List.of(1L, 3L), guest.take().stream().map(Answer::id).toList());
    assertTrue(host.lane().isDrained());
  }

  @Test
  void shouldTellTheDeviceWhenItHasTheCall() {
    guest.submit(ECHO_ID, 1);
    host.turn();
    cancel(1);
    host.turn();

    assertEquals(List.of(), guest.take(), "the device may still write");
    Call call = host.at(FIRST).getFirst();
    assertEquals(List.of(call), host.stopped());
    assertEquals(StopReason.CANCELLED, call.stopReason());
    host.finish(FIRST, Outcome.stopped());
    host.lane().flush();
    assertEquals(List.of(answer(1, Status.CANCELLED, FIRST)), guest.take());
  }

  @Test
  void shouldAnswerCancelledWhenTheDriverRanToTheEnd() {
    guest.submit(ECHO_ID, 1);
    host.turn();
    cancel(1);
    host.turn();
    host.finish(FIRST, Outcome.ok(0), NOW + 1);
    host.lane().flush();

    assertEquals(Status.CANCELLED, guest.take().getFirst().status());
  }

  @Test
  void shouldAnswerAsItEndedWhenItHadEndedBefore() {
    guest.submit(ECHO_ID, 1);
    host.turn();
    cancel(1);
    host.turn(NOW + 10);
    host.finish(FIRST, Outcome.badData(), NOW + 9);
    host.lane().flush();

    assertEquals(Status.BAD_DATA, guest.take().getFirst().status());
  }

  @Test
  void shouldCancelACallWhenBothComeInOneBatch() {
    guest.offer(guest.entry(1, ECHO_ID));
    guest.offer(new SubmissionEntry().cancel(1));
    guest.publish();
    host.turn();

    assertEquals(1, host.stopped().size());
    host.finish(FIRST, Outcome.stopped());
    host.lane().flush();
    assertEquals(List.of(answer(1, Status.CANCELLED, FIRST)), guest.take());
    assertEquals(0, host.lane().ignoredCancels());
  }

  @Test
  void shouldFailACallWhenItStoppedUnasked() {
    guest.submit(ECHO_ID, 1);
    host.turn();
    host.finish(FIRST, Outcome.stopped());
    host.lane().flush();

    assertEquals(Status.DEVICE_FAILED, guest.take().getFirst().status());
  }

  @Test
  void shouldIgnoreAnIdWhenNoCallHasIt() {
    guest.submit(ECHO_ID, 1);
    host.turn();
    host.finishAll(FIRST);
    guest.take();
    cancel(1);
    cancel(-7);
    host.turn();

    assertEquals(List.of(), guest.take());
    assertEquals(2, host.lane().ignoredCancels());
    assertEquals(0, host.lane().refusedCalls());
  }

  @Test
  void shouldNotCancelTheNextCallWhenItComesTooLate() {
    guest.submit(ECHO_ID, 1);
    host.turn();
    Call slot = host.at(FIRST).getFirst();
    long ticket = slot.ticket();
    host.finishAll(FIRST);
    cancel(1);
    guest.submit(ECHO_ID, 2);
    host.turn();

    assertEquals(slot, host.at(FIRST).getFirst(), "the slot is used again");
    assertEquals(StopReason.NONE, slot.stopReason());
    assertTrue(slot.ticket() > ticket);
  }

  @Test
  void shouldStopACallOnceWhenItIsCancelledAgain() {
    guest.submit(ECHO_ID, 1);
    host.turn();
    cancel(1);
    cancel(1);
    host.turn();

    assertEquals(1, host.stopped().size());
    host.lane().close();
    assertEquals(1, host.stopped().size(), "the device has been told");
  }

  @Test
  void shouldTakeCancelEntriesWhenTheTableIsFull() {
    for (int id = 1; id <= CAPACITY; id++) {
      guest.submit(ECHO_ID, id);
    }
    host.turn();
    cancel(5);
    assertFalse(host.lane().arm(), "there is work");
    host.lane().disarm();
    host.turn();

    assertEquals(List.of(answer(5, Status.CANCELLED, 0)), guest.take());
    assertTrue(host.lane().arm());
    cancel(1);
    host.turn();
    assertEquals(1, host.stopped().size());
  }

  @Test
  void shouldTakeNoCallForACancelledOneWhenNothingWasConsumed() {
    for (int id = 1; id <= CAPACITY; id++) {
      guest.submit(ECHO_ID, id);
    }
    host.turn();
    cancel(5);
    guest.submit(ECHO_ID, 9);
    host.turn();
    host.turn();

    assertEquals(CAPACITY - 1, host.lane().inFlight(), "the answer has the room");
    guest.take();
    host.turn();
    assertEquals(CAPACITY, host.lane().inFlight());
  }

  @Test
  void shouldSeeCancelEntriesBehindAHeadThatDoesNotFit() {
    for (int id = 1; id <= CAPACITY; id++) {
      guest.submit(OTHER_ID, id);
    }
    host.turn();
    guest.submit(ECHO_ID, 9, 10);
    cancel(4);
    cancel(10);
    assertFalse(host.lane().arm(), "there is work");
    host.turn();
    assertEquals(4, host.stopped().getFirst().correlationId());
    assertTrue(host.lane().arm(), "all has been seen");
    host.turn();
    assertEquals(1, host.stopped().size());

    host.finishAll(SECOND);
    guest.take();
    host.turn();
    assertArrayEquals(new long[] {9}, host.idsAt(FIRST));
    assertEquals(List.of(answer(10, Status.CANCELLED, 0)), guest.take());
    assertEquals(0, host.lane().ignoredCancels());
  }

  @Test
  void shouldBoundTheWorkOfATurnWhenCancelEntriesStorm() {
    for (int i = 0; i < CAPACITY; i++) {
      guest.offer(new SubmissionEntry().cancel(i));
    }
    guest.publish();

    assertEquals(3, host.lane().poll(3, NOW));
    assertEquals(3, host.lane().ignoredCancels());
    assertEquals(CAPACITY - 3, host.lane().poll(CAPACITY, NOW));
  }

  @Test
  void shouldCancelOneOfTwoWhenAnIdIsGivenTwice() {
    guest.submit(OTHER_ID, 1, 1);
    host.turn();
    cancel(1);
    host.turn();
    assertEquals(1, host.stopped().size());
    host.finishAll(SECOND);
    assertEquals(2, guest.take().size());
    assertEquals(0, host.lane().inFlight());
  }

  @Test
  void shouldCancelWhenItDrains() {
    guest.submit(ECHO_ID, 1, 2);
    host.turn();
    host.lane().drain();
    cancel(2);
    host.turn();
    assertEquals(List.of(answer(2, Status.CANCELLED, 0)), guest.take());
  }
}
