package io.virtfun.broker.chaos;

import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The configurations that a run goes through; {@link Tenancy} says what each may do to guests. */
final class Configurations {
  private static final String TENANTS =
      """
      broker:
        drain-timeout-millis: 10000
      tenants:
        - name: alpha
          region-size: 16MiB
          queue-capacity: 64
          weight: %d
          priority-ceiling: %d
          max-in-flight: %d
        - name: beta
          region-size: 16MiB
          queue-capacity: 32
          priority-ceiling: 1
          max-in-flight: %d
          calls-per-second: 2000
          on-limit: %s
          functions: [%s]
      """;
  private static final String GAMMA =
      """
        - name: gamma
          region-size: 8MiB
          lanes: 1
          queue-capacity: 8
          calls-per-second: %d
          bytes-per-second: 64MiB
          device-time-percent: %d
      """;

  private final int seed0;
  private final int seed1;
  private final int liePerMillion;

  /**
   * Those of a run.
   *
   * @param liePerMillion how many calls of a simulated device have a wrong result
   */
  Configurations(long seed, int liePerMillion) {
    SplittableRandom random = Seeds.random(seed, 0);
    this.seed0 = random.nextInt(1 << 30);
    this.seed1 = random.nextInt(1 << 30);
    this.liePerMillion = liePerMillion;
  }

  /** One fails more, the other one hangs more, and holds all its calls up when it does. */
  private String devices(int slots, boolean both) {
    String two =
        """
        devices:
          - id: cpu0
            driver: software
          - id: sim0
            driver: simulated
            slots: %d
            options: {seed: "%d", fail-per-million: "20000", hang-per-million: "2000", lie-per-million: "%d"}
        """
            .formatted(slots, seed0, liePerMillion);
    String third =
        """
          - id: sim1
            driver: simulated
            window: 4
            options: {seed: "%d", fail-per-million: "2000", hang-per-million: "10000", lie-per-million: "%d"}
        """
            .formatted(seed1, liePerMillion);
    return both ? two + third : two;
  }

  /** What the broker starts with, and ends with. */
  String first() {
    return TENANTS.formatted(4, 3, 64, 12, "shed", "")
        + GAMMA.formatted(800, 150)
        + devices(2, true);
  }

  /** Other limits for all tenants, and other devices; a tenant and a device may be gone. */
  String changed(SplittableRandom random) {
    String tenants =
        TENANTS.formatted(
            random.nextInt(1, 9),
            random.nextInt(4),
            oneOf(random, 0, 4, 64),
            oneOf(random, 2, 12, 40),
            random.nextBoolean() ? "shed" : "defer",
            random.nextInt(3) == 0 ? functionsAtTimes() : "");
    String gamma =
        random.nextInt(3) == 0
            ? ""
            : GAMMA.formatted(oneOf(random, 0, 200, 800), oneOf(random, 0, 50, 150));
    return tenants + gamma + devices(random.nextInt(1, 4), random.nextInt(3) != 0);
  }

  private static int oneOf(SplittableRandom random, int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static String functionsAtTimes() {
    return Stream.concat(Exercises.functions().stream(), Stream.of(Exercises.SPIN))
        .filter(name -> !Tenancy.FORBIDDEN_AT_TIMES.contains(name))
        .map(name -> name.substring(0, name.indexOf('@')))
        .collect(Collectors.joining(", "));
  }

  /** What no broker takes over, and none that runs with {@link #first()}. */
  String invalid(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> first().replace("max-in-flight: 64", "max-in-flight: -1");
      case 1 -> first().replace("weight:", "wieght:");
      case 2 -> first().replace("slots: 2", "slots: -2");
      default -> "tenants: [";
    };
  }
}
