package io.virtfun.verticles.fair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SiblingsTest {
  private static final int OPERATIONS = 20_000;
  private static final long MOST_COST = 1000;

  private long comparisons;

  private final class Counting extends Flow {
    Counting() {
      super(1);
    }

    @Override
    boolean isBefore(Flow other) {
      comparisons++;
      return super.isBefore(other);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 1_000, 100_000})
  void shouldCompareLogarithmicallyOftenWhenSharesAreMany(int count) {
    SplittableRandom random = new SplittableRandom(count);
    Siblings<Counting> siblings = new Siblings<>();
    List<Counting> flows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      flows.add(new Counting());
      siblings.enter(flows.getLast());
    }
    // Down the tree two at each level, up one.
    long most = 3L * (Integer.SIZE - Integer.numberOfLeadingZeros(count));
    for (int i = 0; i < OPERATIONS; i++) {
      Counting flow = siblings.first();
      long estimate = 1 + random.nextLong(MOST_COST);
      assertAtMost(most, () -> siblings.start(flow, estimate));
      assertAtMost(most, () -> siblings.end(flow, random.nextLong(MOST_COST) - estimate, 1));
      Counting any = flows.get(random.nextInt(count));
      assertAtMost(most, () -> siblings.leave(any));
      assertAtMost(most, () -> siblings.enter(any));
    }
  }

  private void assertAtMost(long most, Runnable operation) {
    comparisons = 0;
    operation.run();
    assertTrue(comparisons <= most, () -> comparisons + " comparisons (expected: <= " + most + ")");
  }

  @Test
  void shouldNameTheLowestClockWhenSharesComeAndGo() {
    SplittableRandom random = new SplittableRandom(1);
    Siblings<Flow> siblings = new Siblings<>();
    List<Flow> inside = new ArrayList<>();
    List<Flow> outside = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      outside.add(new Flow(1 + random.nextInt(9)));
    }
    for (int i = 0; i < OPERATIONS; i++) {
      if (inside.isEmpty() || (!outside.isEmpty() && random.nextBoolean())) {
        Flow flow = outside.remove(random.nextInt(outside.size()));
        siblings.enter(flow);
        inside.add(flow);
      } else if (random.nextBoolean()) {
        Flow flow = inside.remove(random.nextInt(inside.size()));
        siblings.leave(flow);
        outside.add(flow);
      } else {
        Flow flow = siblings.first();
        siblings.start(flow, random.nextLong(MOST_COST));
        siblings.end(flow, random.nextLong(MOST_COST), flow.weight());
      }
      assertEquals(inside.isEmpty(), siblings.isEmpty());
      inside.stream()
          .min(Comparator.comparingLong(Flow::clockNanos))
          .ifPresent(least -> assertEquals(least.clockNanos(), siblings.first().clockNanos()));
    }
  }

  @Test
  void shouldCarryTheRemainderWhenCallsAreShorterThanTheWeight() {
    Siblings<Flow> siblings = new Siblings<>();
    Flow flow = new Flow(1000);
    siblings.enter(flow);
    for (int i = 0; i < 2_500; i++) {
      siblings.start(flow, 3);
      siblings.end(flow, -2, 1000);
    }
    assertEquals(2, flow.clockNanos());
  }

  @Test
  void shouldKeepDebtsWhenNothingIsQueuedAndCallsRun() {
    Siblings<Flow> siblings = new Siblings<>();
    Flow running = new Flow(1);
    Flow indebted = new Flow(1);
    for (Flow flow : new Flow[] {running, indebted}) {
      siblings.enter(flow);
      siblings.start(flow, 1_000_000);
      siblings.leave(flow);
    }
    siblings.end(indebted, 0, 1);
    Flow other = new Flow(1);
    siblings.enter(indebted);
    siblings.enter(other);
    assertEquals(other, siblings.first());
    assertEquals(0, other.clockNanos());
  }

  @Test
  void shouldBeginEqualWhenAllWasIdle() {
    Siblings<Flow> siblings = new Siblings<>();
    Flow busy = new Flow(1);
    siblings.enter(busy);
    siblings.start(busy, 1_000_000);
    siblings.leave(busy);
    siblings.end(busy, 0, 1);
    Flow other = new Flow(1);
    siblings.enter(other);
    siblings.enter(busy);
    assertEquals(busy.clockNanos(), other.clockNanos());
  }
}
