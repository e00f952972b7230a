package io.virtfun.verticles.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallBatchTest {
  private final CallBatch batch = new CallBatch();

  private List<Call> fill() {
    List<Call> calls = new ArrayList<>();
    while (!batch.isFull()) {
      Call call = new Call(this, calls.size(), 0);
      calls.add(call);
      batch.add(call);
    }
    return calls;
  }

  @Test
  void shouldHoldItsCallsInOrder() {
    List<Call> calls = fill();
    assertEquals(CallBatch.CAPACITY, batch.size());
    assertEquals(calls, batch.calls());
    assertThrows(IndexOutOfBoundsException.class, () -> batch.get(CallBatch.CAPACITY));
  }

  @Test
  void shouldForgetCallsAndHomeWhenPooled() {
    fill();
    batch.home(_ -> {});
    assertNotNull(batch.home());
    BatchPool pool = new BatchPool();
    pool.give(batch);

    CallBatch again = pool.take();
    assertSame(batch, again);
    assertEquals(List.of(), again.calls());
    assertNull(again.home());
    assertFalse(again.isFull());
    assertTrue(pool.take() != again, "a batch is given out once");
  }
}
