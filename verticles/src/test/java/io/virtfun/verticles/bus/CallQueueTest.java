package io.virtfun.verticles.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CallQueueTest {
  private final CallQueue queue = new CallQueue();
  private final Call first = new Call(this, 0, 0);
  private final Call second = new Call(this, 1, 0);

  @Test
  void shouldGiveNothingWhenEmpty() {
    assertNull(queue.poll());
    assertTrue(queue.isEmpty());
    assertEquals(0, queue.size());
  }

  @Test
  void shouldGiveCallsInTheOrderOfTheirComing() {
    queue.add(first);
    queue.add(second);
    assertEquals(2, queue.size());
    assertFalse(queue.isEmpty());
    assertSame(first, queue.poll());
    assertSame(second, queue.poll());
    assertNull(queue.poll());
    assertEquals(0, queue.size());
  }

  @Test
  void shouldTakeCallsAgainWhenTheyHaveLeft() {
    for (int round = 0; round < 3; round++) {
      queue.add(second);
      queue.add(first);
      assertSame(second, queue.poll());
      queue.add(second);
      assertSame(first, queue.poll());
      assertSame(second, queue.poll());
      assertTrue(queue.isEmpty());
    }
  }

  @Test
  void shouldKeepNoCallReachableFromOneThatLeft() {
    queue.add(first);
    queue.add(second);
    queue.poll();
    assertNull(first.next);
    assertNull(second.previous);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void shouldGiveTheOthersWhenOneIsRemoved(int removed) {
    List<Call> calls = List.of(first, second, new Call(this, 2, 0));
    calls.forEach(queue::add);
    assertTrue(queue.remove(calls.get(removed)));
    assertFalse(queue.remove(calls.get(removed)), "it has left");
    assertEquals(2, queue.size());
    for (Call call : calls) {
      if (call != calls.get(removed)) {
        assertSame(call, queue.poll());
      }
    }
    assertNull(queue.poll());
  }

  @Test
  void shouldLeaveACallAloneWhenItIsInAnotherQueue() {
    CallQueue other = new CallQueue();
    other.add(first);
    assertFalse(queue.holds(first));
    assertFalse(queue.remove(first));
    assertSame(first, other.poll());
  }
}
