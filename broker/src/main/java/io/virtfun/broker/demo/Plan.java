package io.virtfun.broker.demo;

import io.virtfun.broker.demo.task.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which guest does what: every guest calls every function, and the heavy tasks are dealt out, the
 * largest first. Guests start at different functions.
 */
final class Plan {
  private static final long QUICK_BYTES = 64 << 10;

  private final List<Task> tasks;
  private final int guests;
  private final boolean quick;

  /**
   * @param tasks by function
   * @param quick leaves the heavy tasks out, for tests
   */
  Plan(List<Task> tasks, int guests, boolean quick) {
    this.tasks = tasks;
    this.guests = guests;
    this.quick = quick;
  }

  /** What one guest does, in this order. */
  List<Assignment> of(int guest) {
    List<Assignment> all = IntStream.range(0, tasks.size()).mapToObj(this::assignment).toList();
    if (quick) {
      return all.stream()
          .filter(row -> row.task().sizeBytes() <= QUICK_BYTES)
          .map(Assignment::quick)
          .toList();
    }
    List<Integer> heavy =
        all.stream()
            .filter(Assignment::isHeavy)
            .sorted(Comparator.comparingLong((Assignment row) -> -row.task().sizeBytes()))
            .map(Assignment::index)
            .toList();
    List<Assignment> mine =
        all.stream()
            .filter(row -> !row.isHeavy() || heavy.indexOf(row.index()) % guests == guest)
            .toList();
    return startingAt(
        functions().get(guest * functions().size() / guests % functions().size()), mine);
  }

  /** The smallest task of each function. */
  List<Assignment> warmUp() {
    List<Assignment> smallest = new ArrayList<>();
    for (int i = 0; i < tasks.size() && !quick; i++) {
      if (i == 0 || !tasks.get(i).function().equals(tasks.get(i - 1).function())) {
        smallest.add(assignment(i).warmUp());
      }
    }
    return smallest;
  }

  /** The largest of a function's small tasks, on the device that is asked for. */
  List<Assignment> pinned(List<Pin> pins) {
    List<Assignment> pinned = new ArrayList<>();
    for (Pin pin : pins) {
      IntStream.range(0, tasks.size())
          .mapToObj(this::assignment)
          .filter(row -> row.task().qualifiedName().equals(pin.function()))
          .filter(row -> row.task().sizeBytes() <= QUICK_BYTES)
          .max(Comparator.comparingLong(row -> row.task().sizeBytes()))
          .ifPresent(row -> pinned.add(row.quick().on(pin.device())));
    }
    return pinned;
  }

  private Assignment assignment(int index) {
    return Assignment.of(index, tasks.get(index));
  }

  private List<String> functions() {
    return tasks.stream().map(Task::function).distinct().toList();
  }

  private static List<Assignment> startingAt(String function, List<Assignment> rows) {
    List<Assignment> rotated = new ArrayList<>(rows.size());
    int first = 0;
    while (first < rows.size() && !rows.get(first).task().function().equals(function)) {
      first++;
    }
    rotated.addAll(rows.subList(first, rows.size()));
    rotated.addAll(rows.subList(0, first));
    return rotated;
  }
}
