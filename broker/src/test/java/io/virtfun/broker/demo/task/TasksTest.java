package io.virtfun.broker.demo.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every task: the device's answers are right, and wrong ones are found. */
class TasksTest {
  private static final Set<String> OF_FLOATS = Set.of("sgemm", "fft");
  private static final long MOST_BYTES = 2 << 20;
  private static final int SEEDS = 4;

  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Arena arena = Arena.ofAuto();
  private SoftwareAnswers device;

  @BeforeEach
  void open() throws Exception {
    device = new SoftwareAnswers();
  }

  @AfterEach
  void close() {
    device.close();
  }

  static Stream<Task> tasks() {
    return Tasks.all().stream().filter(task -> task.sizeBytes() <= MOST_BYTES);
  }

  static Stream<Task> tasksOfBytes() {
    return tasks().filter(task -> !OF_FLOATS.contains(task.function()));
  }

  static Stream<Task> tasksOfFloats() {
    return tasks().filter(task -> OF_FLOATS.contains(task.function()));
  }

  static Stream<Task> sorts() {
    return tasks().filter(task -> task.function().equals("sort.i64"));
  }

  private static Exercise exercise(Task task, int seed) {
    return task.maker().make(new SplittableRandom(seed));
  }

  @Test
  void shouldHaveSizesFromBytesToTensOfMebibytes() {
    List<Long> sizes = Tasks.all().stream().map(Task::sizeBytes).toList();

    assertTrue(sizes.contains(64L));
    assertTrue(sizes.contains(32L << 20));
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void shouldAcceptWhenTheAnswerIsTheDevices(Task task) {
    for (int seed = 0; seed < SEEDS; seed++) {
      Exercise exercise = exercise(task, seed);
      MemorySegment answer = device.answer(task, exercise, arena);

      assertEquals(Optional.empty(), exercise.check().difference(answer), "seed " + seed);
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void shouldRefuseWhenTheAnswerIsOfAnotherInput(Task task) {
    MemorySegment other = device.answer(task, exercise(task, 1), arena);
    boolean says = other.byteSize() > 0;

    assertEquals(says, exercise(task, 2).check().difference(other).isPresent());
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void shouldRefuseWhenTheLengthIsWrong(Task task) {
    Exercise exercise = exercise(task, 1);
    MemorySegment answer = device.answer(task, exercise, arena);
    MemorySegment longer = arena.allocate(answer.byteSize() + 8);
    longer.asSlice(0, answer.byteSize()).copyFrom(answer);

    assertNotEquals(Optional.empty(), exercise.check().difference(longer));
    if (answer.byteSize() > 0) {
      MemorySegment shorter = answer.asSlice(0, answer.byteSize() - 1);
      assertNotEquals(Optional.empty(), exercise.check().difference(shorter));
    }
  }

  @ParameterizedTest
  @MethodSource("tasksOfBytes")
  void shouldRefuseWhenBytesAreWrong(Task task) {
    Exercise exercise = exercise(task, 1);
    MemorySegment answer = device.answer(task, exercise, arena);
    // A single byte of a deflated stream may be wrong and mean the same.
    long damageBytes = task.function().equals("deflate") ? answer.byteSize() / 2 : 1;
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < SEEDS && answer.byteSize() > 0; i++) {
      long at = random.nextLong(answer.byteSize() - damageBytes + 1);
      invert(answer.asSlice(at, damageBytes));

      assertNotEquals(Optional.empty(), exercise.check().difference(answer), "byte " + at);
      invert(answer.asSlice(at, damageBytes));
    }
  }

  private static void invert(MemorySegment bytes) {
    for (long i = 0; i < bytes.byteSize(); i++) {
      bytes.set(ValueLayout.JAVA_BYTE, i, (byte) ~bytes.get(ValueLayout.JAVA_BYTE, i));
    }
  }

  @ParameterizedTest
  @MethodSource("tasksOfFloats")
  void shouldRefuseWhenOneNumberIsWrong(Task task) {
    Exercise exercise = exercise(task, 1);
    MemorySegment answer = device.answer(task, exercise, arena);
    SplittableRandom random = new SplittableRandom(8);
    double scale = scale(answer);
    for (int i = 0; i < SEEDS; i++) {
      long at = random.nextLong(answer.byteSize() / Float.BYTES);
      float right = answer.getAtIndex(F32, at);
      answer.setAtIndex(F32, at, (float) (right + scale));

      assertNotEquals(Optional.empty(), exercise.check().difference(answer), "number " + at);
      answer.setAtIndex(F32, at, right);
    }
  }

  /** The root of the mean square. */
  private static double scale(MemorySegment answer) {
    long count = answer.byteSize() / Float.BYTES;
    double sum = 0;
    for (long i = 0; i < count; i++) {
      sum += Math.pow(answer.getAtIndex(F32, i), 2);
    }
    return Math.sqrt(sum / count);
  }

  @ParameterizedTest
  @MethodSource("sorts")
  void shouldRefuseWhenANumberIsDoubledInOrder(Task task) {
    Exercise exercise = exercise(task, 1);
    MemorySegment answer = device.answer(task, exercise, arena);
    long last = answer.byteSize() / Long.BYTES - 1;
    long at = 0;
    while (answer.getAtIndex(I64, at) == answer.getAtIndex(I64, at + 1) && at < last) {
      at++;
    }
    answer.setAtIndex(I64, at, answer.getAtIndex(I64, at + 1));

    assertEquals(
        Optional.of("in order but other numbers (expected: those of the input)"),
        exercise.check().difference(answer));
  }

  @ParameterizedTest
  @MethodSource("sorts")
  void shouldRefuseWhenTwoNumbersAreSwapped(Task task) {
    Exercise exercise = exercise(task, 2);
    MemorySegment answer = device.answer(task, exercise, arena);
    long last = answer.byteSize() / Long.BYTES - 1;
    long first = answer.getAtIndex(I64, 0);
    answer.setAtIndex(I64, 0, answer.getAtIndex(I64, last));
    answer.setAtIndex(I64, last, first);

    assertTrue(exercise.check().difference(answer).orElse("").endsWith("order)"), "swapped ends");
  }
}
