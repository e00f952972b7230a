package io.virtfun.broker.demo;

import io.virtfun.broker.demo.task.Task;

/**
 * A task as one guest does it.
 *
 * @param index of the task among all tasks
 * @param calls how often it calls
 * @param inFlight calls at once
 * @param freshInputs whether each call gets an input of its own, or as many as are in flight are
 *     used again
 * @param device that is asked for; empty: the broker chooses
 */
record Assignment(
    int index, Task task, int calls, int inFlight, boolean freshInputs, String device) {
  private static final long SMALL_BYTES = 16 << 10;
  private static final long MEDIUM_BYTES = 512 << 10;
  private static final long LARGE_BYTES = 8 << 20;
  private static final int WARM_UP_CALLS = 160;
  private static final int QUICK_CALLS = 12;

  /** On whatever device the broker chooses. */
  Assignment(int index, Task task, int calls, int inFlight, boolean freshInputs) {
    this(index, task, calls, inFlight, freshInputs, "");
  }

  /** On a device that is asked for. */
  Assignment on(String id) {
    return new Assignment(index, task, calls, inFlight, freshInputs, id);
  }

  /** As many calls as a task's size allows in little time. */
  static Assignment of(int index, Task task) {
    if (task.sizeBytes() <= SMALL_BYTES) {
      return new Assignment(index, task, 200, 8, true);
    }
    if (task.sizeBytes() <= MEDIUM_BYTES) {
      return new Assignment(index, task, 24, 4, false);
    }
    return new Assignment(index, task, task.sizeBytes() <= LARGE_BYTES ? 6 : 3, 1, false);
  }

  /** A few calls at most. */
  Assignment quick() {
    return new Assignment(index, task, Math.min(calls, QUICK_CALLS), inFlight, freshInputs);
  }

  /** What is done before anything is measured. */
  Assignment warmUp() {
    return new Assignment(index, task, WARM_UP_CALLS, inFlight, freshInputs);
  }

  /** Whether one guest does it for all. */
  boolean isHeavy() {
    return isHeavy(task);
  }

  static boolean isHeavy(Task task) {
    return task.sizeBytes() > MEDIUM_BYTES;
  }
}
