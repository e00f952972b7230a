package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.functions.Arguments;
import io.virtfun.verticles.bus.Call;
import io.virtfun.verticles.bus.CallPool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table finds the calls in it by id, whatever came and went. */
final class CallIndexTest {
  private static final int STEPS = 20_000;
  private static final Invocation NOTHING =
      new Invocation(
          Arguments.of(TestRoutes.ECHO, Map.of()), MemorySegment.NULL, MemorySegment.NULL);

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 64, 1024})
  void shouldFindACallExactlyWhileItIsThere(int capacity) {
    SplittableRandom random = new SplittableRandom(capacity);
    CallTable table = new CallTable(new Lane.Place(null, 0, new CallPool(0), this), capacity);
    List<Call> there = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      if (there.size() < capacity && random.nextInt(5) < 3) {
        Call call = table.take();
        // Few ids, so that some are given twice.
        call.begin(random.nextInt(2 * capacity), 0, NOTHING);
        table.enter(call);
        there.add(call);
      } else if (!there.isEmpty()) {
        table.free(there.remove(random.nextInt(there.size())));
      }
      long id = random.nextInt(2 * capacity);
      Call found = table.find(id);
      if (there.stream().anyMatch(call -> call.correlationId() == id)) {
        assertEquals(id, found.correlationId());
        assertEquals(true, there.contains(found));
      } else {
        assertNull(found);
      }
    }
    assertEquals(there.size(), table.size());
  }

  /** A device that returns a call twice takes no slot from another call. */
  @Test
  void shouldRefuseToFreeACallThatIsNotInItsSlot() {
    CallPool pool = new CallPool(0);
    CallTable table = new CallTable(new Lane.Place(null, 0, pool, this), 2);
    Call dropped = table.take();
    dropped.begin(1, 0, NOTHING);
    table.drop(dropped);
    Call there = table.take();
    there.begin(2, 0, NOTHING);

    assertEquals(dropped.slot(), there.slot());
    assertNotSame(dropped, there, "a call that a device may have is lent to nobody");
    assertThrows(IllegalStateException.class, () -> table.free(dropped));
    assertEquals(1, table.size());
    table.free(there);
    assertSame(there, pool.take(this, 0));
  }
}
