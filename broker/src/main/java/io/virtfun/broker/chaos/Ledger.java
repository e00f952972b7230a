package io.virtfun.broker.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A guest's account of its calls: each is opened once and closed once.
 *
 * <p><b>Thread:</b> any.
 */
final class Ledger {
  private static final int KEPT_EXAMPLES = 5;

  private final Set<Long> open = new HashSet<>();
  private final Set<Long> givenUp = new HashSet<>();
  private final Map<CallEnd, Long> ends = new EnumMap<>(CallEnd.class);
  private final List<String> examples = new ArrayList<>();
  private long opened;
  private long lost;
  private long doubled;
  private long wrong;

  /** A call is about to be made. */
  synchronized long open() {
    open.add(opened);
    return opened++;
  }

  /** It has ended. */
  synchronized void close(long id, CallEnd end) {
    if (open.remove(id)) {
      ends.merge(end, 1L, Long::sum);
    } else if (!givenUp.remove(id)) {
      doubled++;
    }
  }

  /** It has not ended in all the time that there is: it is lost, also when it ends after all. */
  synchronized void giveUp(long id, String place) {
    if (open.remove(id)) {
      givenUp.add(id);
      lost++;
      example(place + ": no answer");
    }
  }

  /** An answer was not right, or of a kind that must not be. */
  synchronized void wrong(String what) {
    wrong++;
    example(what);
  }

  private void example(String what) {
    if (examples.size() < KEPT_EXAMPLES) {
      examples.add(what);
    }
  }

  /**
   * The account by now.
   *
   * @param strays completions that matched no call
   */
  synchronized GuestReport report(boolean finished, GuestReport.Sessions sessions, long strays) {
    return new GuestReport(
        finished,
        sessions,
        opened,
        new EnumMap<>(ends),
        open.size(),
        lost,
        doubled + strays,
        wrong,
        List.copyOf(examples));
  }

  synchronized long opened() {
    return opened;
  }
}
