package io.virtfun.broker.chaos;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run went well.
 *
 * @param faults whatever was not well, the first ones
 */
record Verdict(long lost, long doubled, long wrong, List<String> faults) {
  Verdict {
    faults = List.copyOf(faults);
  }

  boolean isWell() {
    return lost == 0 && doubled == 0 && wrong == 0 && faults.isEmpty();
  }

  /** One line for people; null where all is well. */
  @Nullable String error(long seed) {
    if (isWell()) {
      return null;
    }
    String counts = "seed %d: %d lost, %d doubled, %d wrong".formatted(seed, lost, doubled, wrong);
    return faults.isEmpty() ? counts : counts + "; " + String.join("; ", faults);
  }
}
