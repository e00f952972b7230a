package io.virtfun.verticles.fair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FairQueueTest {
  private static final long AGEING = 1_000;

  private final FairQueue<String> queue = new FairQueue<>(new FairQueue.Settings(AGEING));
  private final TenantShare<String> tenant = queue.tenant(1);
  private final LaneShare<String> lane = tenant.lane();

  private Queued<String> add(LaneShare<String> where, int priority, String call, long now) {
    Queued<String> queued = new Queued<>(call);
    queue.add(queued, where, priority, 0, now);
    return queued;
  }

  private String startAndEnd(long now) {
    Queued<String> started = queue.start(now);
    assertNotNull(started);
    queue.ended(started, 1);
    return started.call();
  }

  @Test
  void shouldStartTheUrgentFirstWhenNoneIsOverdue() {
    add(lane, 0, "idle", 0);
    add(lane, 3, "urgent", 0);
    add(lane, 1, "later", 0);
    assertEquals("urgent", startAndEnd(AGEING - 1));
    assertEquals("later", startAndEnd(AGEING - 1));
    assertEquals("idle", startAndEnd(AGEING - 1));
    assertNull(queue.start(AGEING - 1));
  }

  @Test
  void shouldStartOneCallOfAClassPerAgeingTimeWhenUrgentOnesKeepComing() {
    add(lane, 0, "first", 0);
    add(lane, 0, "second", 0);
    long now = 0;
    int urgent = 0;
    for (String expected : new String[] {"first", "second"}) {
      for (long since = now; now - since < AGEING; now++, urgent++) {
        add(lane, 3, "urgent", now);
        assertEquals("urgent", startAndEnd(now));
      }
      add(lane, 3, "urgent", now);
      assertEquals(expected, startAndEnd(now));
      assertEquals("urgent", startAndEnd(now));
    }
    assertEquals(2 * AGEING, urgent);
    assertEquals(0, queue.size());
  }

  @Test
  void shouldStartTheLongestWaitingClassWhenSeveralAreOverdue() {
    add(lane, 2, "b", 0);
    add(lane, 0, "a", -1);
    add(lane, 1, "c", 1);
    add(lane, 3, "d", 2);
    StringBuilder order = new StringBuilder();
    while (queue.size() > 0) {
      order.append(startAndEnd(10 * AGEING));
    }
    assertEquals("abcd", order.toString());
  }

  @Test
  void shouldAgeAnewWhenTheClassWasEmpty() {
    queue.remove(add(lane, 0, "gone", 0));
    add(lane, 0, "low", AGEING);
    add(lane, 3, "urgent", AGEING);
    assertEquals("urgent", startAndEnd(AGEING + 1));
  }

  @Test
  void shouldCountWhatWaitsAndRunsWhenCallsComeAndGo() {
    LaneShare<String> other = queue.tenant(1).lane();
    add(lane, 0, "a", 0);
    add(lane, 3, "b", 0);
    add(other, 0, "c", 0);
    assertEquals(3, queue.size());
    assertEquals(2, tenant.queued());
    Queued<String> started = queue.start(0);
    assertEquals(2, queue.size());
    assertEquals(1, queue.running());
    assertEquals(1, tenant.queued());
    assertEquals(1, tenant.running());
    queue.ended(started, 5);
    assertEquals(0, queue.running());
    assertEquals(0, tenant.running());
  }

  @Test
  void shouldKeepTheOrderOfOthersWhenOneIsRemovedAnywhere() {
    for (int removed = 0; removed < 3; removed++) {
      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < 3; i++) {
        Queued<String> queued = add(lane, 0, Integer.toString(i), 0);
        if (i == removed) {
          assertTrue(queue.remove(queued));
        } else {
          expected.append(i);
        }
      }
      assertEquals(expected.toString(), startAndEnd(0) + startAndEnd(0));
    }
  }

  @Test
  void shouldRemoveAllOfALaneWhenItsGuestHasGone() {
    LaneShare<String> other = tenant.lane();
    add(lane, 0, "a", 0);
    add(lane, 2, "b", 0);
    add(other, 0, "c", 0);
    assertNotNull(queue.removeAny(lane));
    assertNotNull(queue.removeAny(lane));
    assertNull(queue.removeAny(lane));
    assertEquals("c", startAndEnd(0));
  }

  @Test
  void shouldChargeTheTenantWhenItsLaneHasGoneWhileACallRan() {
    LaneShare<String> rival = queue.tenant(1).lane();
    add(tenant.lane(), 0, "gone", 0);
    Queued<String> running = queue.start(0);
    add(rival, 0, "rival", 0);
    queue.ended(running, 1_000);
    add(tenant.lane(), 0, "new", 0);
    for (int i = 0; i < 500; i++) {
      add(rival, 0, "rival", 0);
      assertEquals("rival", startAndEnd(0));
    }
  }

  @Test
  void shouldUseAPlaceAgainWhenItIsFree() {
    Queued<String> queued = add(lane, 0, "call", 0);
    assertThrows(IllegalStateException.class, () -> queue.add(queued, lane, 0, 0, 0));
    assertThrows(IllegalStateException.class, () -> queue.ended(queued, 0));
    queue.start(0);
    assertFalse(queue.remove(queued));
    assertThrows(IllegalStateException.class, () -> queue.add(queued, lane, 0, 0, 0));
    queue.ended(queued, 0);
    assertThrows(IllegalStateException.class, () -> queue.ended(queued, 0));
    queue.add(queued, lane, 3, 0, 0);
    assertEquals("call", startAndEnd(0));
  }

  @Test
  void shouldTakeTurnsWhenNothingIsKnownOfCosts() {
    LaneShare<String> other = queue.tenant(1).lane();
    for (int i = 0; i < 4; i++) {
      add(lane, 0, "a", 0);
    }
    for (int i = 0; i < 4; i++) {
      add(other, 0, "b", 0);
    }
    StringBuilder order = new StringBuilder();
    while (queue.size() > 0) {
      order.append(queue.start(0).call());
    }
    assertEquals("abababab", order.toString());
  }

  @Test
  void shouldCountToTheMostWhenCostsAreOutOfReason() {
    LaneShare<String> other = queue.tenant(1).lane();
    for (int i = 0; i < 3; i++) {
      add(lane, 0, "a", 0);
      add(other, 0, "b", 0);
    }
    StringBuilder order = new StringBuilder();
    while (queue.size() > 0) {
      Queued<String> started = queue.start(0);
      order.append(started.call());
      queue.ended(started, queue.size() % 2 == 0 ? Long.MAX_VALUE : Long.MIN_VALUE);
    }
    assertEquals(6, order.length());
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, 0, 1001})
  void shouldNameTheRangeWhenAWeightIsOutOfIt(int weight) {
    String expected = "weight: " + weight + " (expected: 1..1000)";
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> queue.tenant(weight)).getMessage());
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> tenant.weight(weight)).getMessage());
  }

  @Test
  void shouldRefuseWhenLaneOrSettingsAreWrong() {
    FairQueue<String> other = new FairQueue<>(new FairQueue.Settings(1));
    Queued<String> queued = new Queued<>("call");
    assertThrows(IllegalArgumentException.class, () -> other.add(queued, lane, 0, 0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> queue.add(queued, lane, 4, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new FairQueue.Settings(0));
    queue.add(queued, lane, 3, 0, 0);
    assertTrue(queued.isQueued());
  }

  @Test
  void shouldHoldNoReferenceWhenACallHasLeft() {
    WeakReference<Queued<String>> started = startOne();
    WeakReference<Queued<String>> removed = removeOne();
    while (started.get() != null || removed.get() != null) {
      System.gc();
      Thread.onSpinWait();
    }
    assertEquals(1, queue.running());
  }

  private WeakReference<Queued<String>> startOne() {
    add(lane, 0, "started", 0);
    return new WeakReference<>(queue.start(0));
  }

  private WeakReference<Queued<String>> removeOne() {
    Queued<String> queued = add(lane, 0, "removed", 0);
    queue.remove(queued);
    return new WeakReference<>(queued);
  }
}
