package io.virtfun.verticles.lane;

import static io.virtfun.verticles.lane.TestRoutes.ECHO_ID;
import static io.virtfun.verticles.lane.TestRoutes.EITHER_ID;
import static io.virtfun.verticles.lane.TestRoutes.FIRST;
import static io.virtfun.verticles.lane.TestRoutes.OTHER_ID;
import static io.virtfun.verticles.lane.TestRoutes.SECOND;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Outcome;
import io.virtfun.verticles.lane.TestGuest.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lane has at most the window's calls at a device; the others wait, in order, in its table. */
final class LaneCreditTest {
  private final TestGuest guest = new TestGuest(16);
  private final TestHost host = new TestHost(guest, TestRoutes.of(2, 3));

  @AfterEach
  void close() {
    guest.close();
  }

  private long[] answered() {
    host.lane().flush();
    return guest.take().stream().mapToLong(Answer::id).toArray();
  }

  @Test
  void shouldSendNoMoreThanTheWindowWhenMoreAreTaken() {
    guest.submit(ECHO_ID, 1, 2, 3, 4, 5);
    host.turn();

    assertArrayEquals(new long[] {1, 2}, host.idsAt(FIRST));
    assertEquals(5, host.lane().inFlight());
    assertEquals(5, guest.position(TestGuest.SUBMISSION_HEAD), "waiting calls hold no entry");
  }

  @Test
  void shouldSendWaitingCallsInOrderWhenCreditsReturn() {
    guest.submit(ECHO_ID, 1, 2, 3, 4, 5);
    host.turn();
    host.finish(FIRST, Outcome.ok(0));
    assertArrayEquals(new long[] {2, 3}, host.idsAt(FIRST));
    host.finish(FIRST, Outcome.badData());
    assertArrayEquals(new long[] {3, 4}, host.idsAt(FIRST));
    host.finishAll(FIRST);

    assertArrayEquals(new long[] {1, 2, 3, 4, 5}, answered());
    assertEquals(0, host.lane().inFlight());
    assertTrue(host.lane().isDrained());
  }

  @Test
  void shouldNotOvertakeWaitingCallsWhenNewOnesCome() {
    guest.submit(ECHO_ID, 1, 2, 3);
    host.turn();
    host.finish(FIRST, Outcome.ok(0));
    guest.submit(ECHO_ID, 4);
    host.turn();
    host.finish(FIRST, Outcome.ok(0));

    assertArrayEquals(new long[] {3, 4}, host.idsAt(FIRST));
  }

  @Test
  void shouldServeOneDeviceWhenAnotherHasNoCredit() {
    guest.submit(ECHO_ID, 1, 2, 3, 4);
    guest.submit(OTHER_ID, 11, 12, 13, 14);
    host.turn();
    assertArrayEquals(new long[] {1, 2}, host.idsAt(FIRST));
    assertArrayEquals(new long[] {11, 12, 13}, host.idsAt(SECOND));

    host.finishAll(SECOND);
    assertArrayEquals(new long[] {11, 12, 13, 14}, answered());
    guest.submit(OTHER_ID, 15);
    host.turn();
    assertArrayEquals(new long[] {15}, host.idsAt(SECOND));
    assertArrayEquals(new long[] {1, 2}, host.idsAt(FIRST));
  }

  @Test
  void shouldChooseTheLessLoadedDeviceWhenBothImplementTheFunction() {
    guest.submit(EITHER_ID, 1, 2, 3, 4, 5);
    host.turn();
    assertArrayEquals(new long[] {1, 3}, host.idsAt(FIRST));
    assertArrayEquals(new long[] {2, 4}, host.idsAt(SECOND));
  }

  @Test
  void shouldCountWaitingCallsAsLoadWhenChoosing() {
    guest.submit(ECHO_ID, 1, 2, 3, 4);
    guest.submit(EITHER_ID, 11, 12, 13, 14, 15, 16);
    host.turn();

    assertArrayEquals(new long[] {11, 12, 13}, host.idsAt(SECOND));
    host.finishAll(SECOND);
    assertArrayEquals(new long[] {11, 12, 13, 14, 16}, answered());
  }

  @Test
  void shouldHaveTheWholeWindowAgainWhenAllHaveEnded() {
    for (int round = 0; round < 100; round++) {
      guest.submit(ECHO_ID, 1, 2, 3, 4, 5);
      host.turn();
      assertEquals(2, host.at(FIRST).size());
      host.finishAll(FIRST);
      assertEquals(5, answered().length);
    }
  }
}
