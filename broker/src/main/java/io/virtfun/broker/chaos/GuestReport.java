package io.virtfun.broker.chaos;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a guest process tells about itself since it started, a line of JSON each time.
 *
 * @param finished whether it has detached and ends now
 * @param calls that it made
 * @param ends of its calls
 * @param open calls that have not ended yet
 * @param lost calls that it waited for in vain
 * @param doubled calls that ended twice, and completions for no call
 * @param wrong answers, and kinds of answers that must not be
 * @param examples of what was lost or wrong
 */
record GuestReport(
    boolean finished,
    Sessions sessions,
    long calls,
    Map<CallEnd, Long> ends,
    long open,
    long lost,
    long doubled,
    long wrong,
    List<String> examples) {
  static final GuestReport NOTHING =
      new GuestReport(false, new Sessions(0, 0), 0, Map.of(), 0, 0, 0, 0, List.of());

  GuestReport {
    Map<CallEnd, Long> copy = new EnumMap<>(CallEnd.class);
    copy.putAll(ends);
    ends = copy;
    examples = List.copyOf(examples);
  }

  /**
   * Its sessions.
   *
   * @param attached how often it attached
   * @param refused how often it could not
   */
  record Sessions(long attached, long refused) {}
}
