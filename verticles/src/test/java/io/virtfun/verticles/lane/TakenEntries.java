package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.shm.Status;
import io.virtfun.verticles.bus.Call;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Copies of the entries that a lane has taken and not answered.
 *
 * <p>Entries with the same correlation id cannot be told apart; of these only the number is held.
 */
final class TakenEntries {
  private static final int ENTRY_BYTES = 64;

  private final MemorySegment[] entries;
  private final boolean[] twins;
  private final long[] takenNanos;
  private int count;

  TakenEntries(int capacity) {
    entries = new MemorySegment[capacity];
    for (int i = 0; i < capacity; i++) {
      entries[i] = MemorySegment.ofArray(new long[ENTRY_BYTES / 8]);
    }
    twins = new boolean[capacity];
    takenNanos = new long[capacity];
  }

  int count() {
    return count;
  }

  void clear() {
    count = 0;
  }

  void add(MemorySegment entry, long nowNanos) {
    assertTrue(count < entries.length, "more entries taken than can be answered");
    twins[count] = false;
    entries[count].copyFrom(entry);
    takenNanos[count] = nowNanos;
    for (int i = 0; i < count; i++) {
      if (id(i) == id(count)) {
        twins[i] = true;
        twins[count] = true;
      }
    }
    count++;
  }

  private long id(int index) {
    return entries[index].get(ValueLayout.JAVA_LONG, 0);
  }

  private int find(long id) {
    for (int i = 0; i < count; i++) {
      if (id(i) == id) {
        return i;
      }
    }
    return fail("an answer or a call with id " + id + ", which is not outstanding");
  }

  /** An entry has been answered, with so many bytes of output and a status. */
  void remove(long id, long outputBytes, int status, long nowNanos) {
    int found = find(id);
    if (status == Status.EXPIRED.code() && !twins[found]) {
      long micros = Integer.toUnsignedLong(entries[found].get(ValueLayout.JAVA_INT, 40));
      assertTrue(micros > 0, "expired without a time to live");
      assertTrue(nowNanos - takenNanos[found] >= micros * 1_000, "expired before its time");
    }
    long capacity = Integer.toUnsignedLong(entries[found].get(ValueLayout.JAVA_INT, 36));
    assertTrue(twins[found] || outputBytes <= capacity, "more output than was asked for");
    count--;
    MemorySegment removed = entries[found];
    entries[found] = entries[count];
    twins[found] = twins[count];
    takenNanos[found] = takenNanos[count];
    entries[count] = removed;
  }

  /** A device got what an entry says, and nothing else. */
  void assertMatches(Call call, FunctionSpec[] functions, MemorySegment region) {
    int found = find(call.correlationId());
    if (twins[found]) {
      return;
    }
    MemorySegment entry = entries[found];
    int function = entry.get(ValueLayout.JAVA_INT, 8);
    assertTrue(function >= 1 && function <= functions.length, "a call of no function");
    assertTrue(call.function().equals(functions[function - 1]), "a call of another function");
    Invocation invocation = call.invocation();
    assertTrue(isNamed(entry, 16, 32, invocation.input(), region), "another input");
    assertTrue(isNamed(entry, 24, 36, invocation.output(), region), "another output");
    int askedFor = entry.get(ValueLayout.JAVA_BYTE, 15) & 0xFF;
    assertTrue(askedFor == 0 || askedFor == call.deviceNumber(), "another device");
  }

  private static boolean isNamed(
      MemorySegment entry, long offsetAt, long sizeAt, MemorySegment slice, MemorySegment region) {
    long offset = entry.get(ValueLayout.JAVA_LONG, offsetAt);
    long sizeBytes = Integer.toUnsignedLong(entry.get(ValueLayout.JAVA_INT, sizeAt));
    return slice.byteSize() == sizeBytes
        && (sizeBytes == 0 || slice.address() - region.address() == offset);
  }
}
