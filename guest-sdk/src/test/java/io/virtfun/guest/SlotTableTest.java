package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.shm.CompletionEntry;
import io.virtfun.shm.SubmissionEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotTableTest {
  private static PendingCall call() {
    return new PendingCall(null, 0) {
      @Override
      String name() {
        return "test";
      }

      @Override
      void describe(SubmissionEntry entry, long correlationId) {}

      @Override
      void completed(CompletionEntry entry) {}

      @Override
      void failed(CallException cause) {}

      @Override
      void stranded(CallException cause) {}
    };
  }

  @Test
  void shouldEndTheCallThatTheIdNames() {
    SlotTable table = new SlotTable(0, 3);
    PendingCall first = call();
    PendingCall second = call();
    long firstId = table.claim(first);
    long secondId = table.claim(second);

    assertSame(second, table.end(secondId));
    assertSame(first, table.end(firstId));
    assertEquals(0, table.size());
  }

  @Test
  void shouldTellTheLaneOfAnId() {
    for (int lane = 0; lane < 64; lane++) {
      SlotTable table = new SlotTable(lane, 65_536);
      PendingCall call = call();
      for (int i = 0; i < 65_535; i++) {
        table.claim(call());
      }
      long last = table.claim(call);
      assertEquals(lane, SlotTable.laneOf(last));
      assertSame(call, table.find(last));
      assertNull(new SlotTable(lane + 1, 65_536).find(last));
      assertSame(call, table.end(last));
      assertNull(table.find(last));
    }
  }

  @Test
  void shouldMatchNothingWhenAnIdWasAnsweredBefore() {
    SlotTable table = new SlotTable(0, 1);
    long id = table.claim(call());
    table.end(id);

    assertNull(table.end(id));
    PendingCall next = call();
    long nextId = table.claim(next);
    assertNotEquals(id, nextId);
    assertNull(table.end(id));
    assertSame(next, table.end(nextId));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1, 2, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, 0x8000_0000L})
  void shouldMatchNothingWhenAnIdWasNeverGiven(long id) {
    SlotTable table = new SlotTable(0, 2);
    table.claim(call());

    assertNull(table.end(id));
    assertEquals(1, table.size());
  }

  @Test
  void shouldGiveEveryCallAnIdOfItsOwn() {
    SlotTable table = new SlotTable(0, 8);
    Set<Long> ids = new HashSet<>();
    for (int round = 0; round < 1000; round++) {
      for (int i = 0; i < 8; i++) {
        assertTrue(ids.add(table.claim(call())));
      }
      table.endAll(_ -> {});
    }
  }

  @Test
  void shouldFailWhenAllSlotsAreTaken() {
    SlotTable table = new SlotTable(0, 1);
    table.claim(call());

    assertThrows(IllegalStateException.class, () -> table.claim(call()));
  }

  @Test
  void shouldEndAllCallsOnce() {
    SlotTable table = new SlotTable(0, 4);
    List<PendingCall> calls = List.of(call(), call(), call());
    List<Long> ids = calls.stream().map(table::claim).toList();
    List<PendingCall> ended = new ArrayList<>();

    table.endAll(ended::add);
    table.endAll(ended::add);

    assertEquals(Set.copyOf(calls), Set.copyOf(ended));
    assertEquals(3, ended.size());
    ids.forEach(id -> assertNull(table.end(id)));
  }
}
