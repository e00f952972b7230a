package io.virtfun.verticles.admission;

import io.virtfun.shm.Status;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the calls of one gate used, by function.
 *
 * <p><b>Thread:</b> one writer; {@link #at} on any, and what it answers may be a little old.
 */
final class Ledger {
  static final int CALLS = 0;
  static final int LEFT = 1;
  static final int INPUT_BYTES = 2;
  static final int OUTPUT_BYTES = 3;
  static final int DEVICE_NANOS = 4;
  static final int STATUSES = 5;
  static final int DEFERRED = STATUSES + Status.values().length;
  static final int SHED = DEFERRED + Limit.values().length;
  static final int CELLS = SHED + Limit.values().length;

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] cells;

  /** For functions 1 to so many, and 0: functions that there are not. */
  Ledger(int functions) {
    cells = new long[(functions + 1) * CELLS];
  }

  void accepted(int function, long inputBytes) {
    add(function, CALLS, 1);
    add(function, INPUT_BYTES, inputBytes);
  }

  void left(int function) {
    add(function, LEFT, 1);
  }

  void ran(int function, long deviceNanos) {
    add(function, DEVICE_NANOS, deviceNanos);
  }

  void answered(int function, int status, long outputBytes) {
    add(function, STATUSES + status, 1);
    add(function, OUTPUT_BYTES, outputBytes);
  }

  void deferred(int function, Limit limit) {
    add(function, DEFERRED + limit.index(), 1);
  }

  void shed(int function, Limit limit) {
    add(function, SHED + limit.index(), 1);
  }

  private void add(int function, int cell, long what) {
    int index = function * CELLS + cell;
    // SYNC: pairs with at; nothing else is visible by it.
    CELL.setOpaque(cells, index, cells[index] + what);
  }

  /** How many functions there are, with function 0. */
  int functions() {
    return cells.length / CELLS;
  }

  /** One figure. */
  long at(int function, int cell) {
    // SYNC: pairs with add.
    return (long) CELL.getOpaque(cells, function * CELLS + cell);
  }

  /** Adds all figures of another ledger, which is no larger. */
  void fold(Ledger other) {
    for (int index = 0; index < other.cells.length; index++) {
      CELL.setOpaque(cells, index, cells[index] + (long) CELL.getOpaque(other.cells, index));
    }
  }
}
