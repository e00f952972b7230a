package io.virtfun.verticles.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

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
    assertNull(first.next());
  }
}
