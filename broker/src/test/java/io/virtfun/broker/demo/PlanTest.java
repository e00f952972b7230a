package io.virtfun.broker.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.broker.demo.task.Task;
import io.virtfun.broker.demo.task.Tasks;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who does what. */
class PlanTest {
  private static final Set<String> FUNCTIONS =
      Tasks.all().stream().map(Task::function).collect(Collectors.toSet());

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 11, 64})
  void shouldGiveEveryFunctionToEveryGuestWhenThereAreSome(int guests) {
    for (int guest = 0; guest < guests; guest++) {
      assertEquals(FUNCTIONS, functions(new Plan(Tasks.all(), guests, false).of(guest)));
      assertEquals(FUNCTIONS, functions(new Plan(Tasks.all(), guests, true).of(guest)));
    }
  }

  private static Set<String> functions(List<Assignment> rows) {
    return rows.stream().map(row -> row.task().function()).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 11, 64})
  void shouldGiveAHeavyTaskToOneGuestAndOthersToAll(int guests) {
    Plan plan = new Plan(Tasks.all(), guests, false);
    List<Assignment> all =
        IntStream.range(0, guests).mapToObj(plan::of).flatMap(List::stream).toList();
    for (int i = 0; i < Tasks.all().size(); i++) {
      int index = i;
      long times = all.stream().filter(row -> row.index() == index).count();

      assertEquals(Assignment.isHeavy(Tasks.all().get(i)) ? 1 : guests, times);
    }
  }

  @Test
  void shouldSpreadTheLargestWhenThereAreAsManyGuests() {
    Plan plan = new Plan(Tasks.all(), 4, false);
    List<Long> largest =
        IntStream.range(0, 4)
            .mapToObj(
                guest -> plan.of(guest).stream().filter(row -> row.task().sizeBytes() >= 32 << 20))
            .map(rows -> rows.count())
            .toList();

    assertEquals(List.of(2L, 2L, 2L, 2L), largest);
  }

  @Test
  void shouldStartGuestsAtDifferentFunctions() {
    Plan plan = new Plan(Tasks.all(), 4, false);

    assertNotEquals(
        plan.of(0).getFirst().task().function(), plan.of(1).getFirst().task().function());
  }

  @Test
  void shouldKeepCallsInOrderOfSizeWithinAFunction() {
    List<Assignment> rows = new Plan(Tasks.all(), 3, false).of(2);
    for (int i = 1; i < rows.size(); i++) {
      Task before = rows.get(i - 1).task();
      Task task = rows.get(i).task();

      assertTrue(
          !before.function().equals(task.function()) || before.sizeBytes() <= task.sizeBytes());
    }
  }

  @Test
  void shouldWarmUpEveryFunctionAtItsSmallestUnlessQuick() {
    assertEquals(FUNCTIONS, functions(new Plan(Tasks.all(), 3, false).warmUp()));
    assertEquals(List.of(), new Plan(Tasks.all(), 3, true).warmUp());
  }
}
