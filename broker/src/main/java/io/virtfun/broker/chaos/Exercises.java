package io.virtfun.broker.chaos;

import io.virtfun.broker.demo.task.Check;
import io.virtfun.broker.demo.task.Exercise;
import io.virtfun.broker.demo.task.Task;
import io.virtfun.broker.demo.task.Tasks;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What guests call: the demo's functions at small and medium sizes, and {@code spin}.
 *
 * <p><b>Thread:</b> any. Exercises are made when they are first drawn, and drawn again.
 */
final class Exercises {
  /** The function that only the simulated devices have. */
  static final String SPIN = "spin@1";

  private static final long LARGEST_BYTES = 256 << 10;
  private static final int VARIANTS = 3;
  private static final int SPIN_INPUT_BYTES = 64;
  private static final int SHORT_SPIN_MICROS = 2_000;
  private static final int LONG_SPIN_MICROS = 20_000;
  private static final int LONG_SPINS_IN = 16;

  private static final List<Task> TASKS =
      Tasks.all().stream().filter(task -> task.sizeBytes() <= LARGEST_BYTES).toList();
  private static final List<String> FUNCTIONS =
      TASKS.stream().map(Task::qualifiedName).distinct().toList();

  private final long seed;
  private final Map<Key, Exercise> made = new ConcurrentHashMap<>();

  private record Key(int task, int variant) {}

  /** A function and one input of it. */
  record Drawn(String function, Exercise exercise) {}

  Exercises(long seed) {
    this.seed = seed;
  }

  /** Names and versions of all of them. */
  static List<String> functions() {
    return FUNCTIONS;
  }

  Drawn draw(SplittableRandom random) {
    int function = random.nextInt(FUNCTIONS.size() + 2);
    if (function >= FUNCTIONS.size()) {
      return new Drawn(SPIN, spin(random));
    }
    String name = FUNCTIONS.get(function);
    List<Task> sizes = TASKS.stream().filter(task -> task.qualifiedName().equals(name)).toList();
    Task task = sizes.get(random.nextInt(sizes.size()));
    Key key = new Key(TASKS.indexOf(task), random.nextInt(VARIANTS));
    return new Drawn(name, made.computeIfAbsent(key, this::make));
  }

  private Exercise make(Key key) {
    return TASKS.get(key.task).maker().make(Seeds.random(seed, key.task, key.variant));
  }

  private static Exercise spin(SplittableRandom random) {
    int most = random.nextInt(LONG_SPINS_IN) == 0 ? LONG_SPIN_MICROS : SHORT_SPIN_MICROS;
    return new Exercise(
        Map.of("micros", random.nextInt(most)),
        MemorySegment.ofArray(new byte[SPIN_INPUT_BYTES]),
        0,
        Check.equalTo(new byte[0]));
  }
}
