package io.virtfun.broker.chaos;

import java.util.SplittableRandom;

/**
 * One thing that is done to guests or the broker.
 *
 * @param place of the guest
 * @param patient whether it is left out while the guest has not made a call yet
 * @param stopMillis how long the guest is stopped
 * @param delayMillis before it
 */
record Deed(Kind kind, int place, boolean patient, long stopMillis, long delayMillis) {
  private static final int LEAST_DELAY_MILLIS = 50;
  private static final int MOST_DELAY_MILLIS = 900;
  private static final int LEAST_STOP_MILLIS = 20;
  private static final int MOST_STOP_MILLIS = 1_200;

  /** What is done. */
  enum Kind {
    KILL("kill a guest"),
    STOP("stop a guest"),
    CHANGE("change the configuration"),
    SPOIL("spoil the configuration");

    private final String what;

    Kind(String what) {
      this.what = what;
    }

    /** In words. */
    String what() {
      return what;
    }
  }

  static Deed draw(SplittableRandom random, int places) {
    Kind kind =
        switch (random.nextInt(10)) {
          case 0, 1, 2 -> Kind.KILL;
          case 3, 4, 5 -> Kind.STOP;
          case 6, 7, 8 -> Kind.CHANGE;
          default -> Kind.SPOIL;
        };
    return new Deed(
        kind,
        random.nextInt(places),
        random.nextInt(4) != 0,
        random.nextInt(LEAST_STOP_MILLIS, MOST_STOP_MILLIS),
        random.nextInt(LEAST_DELAY_MILLIS, MOST_DELAY_MILLIS));
  }
}
