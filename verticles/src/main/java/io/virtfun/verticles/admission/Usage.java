package io.virtfun.verticles.admission;

import io.virtfun.shm.Status;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What the calls of one function used. Figures of a running tenant are read one after the other.
 *
 * @param calls admitted
 * @param inFlight admitted and not ended
 * @param inputBytes of the calls admitted
 * @param outputBytes that the calls answered had
 * @param deviceNanos that the calls ran
 * @param statuses how calls were answered, those refused included; without those that never were
 * @param deferred calls that waited in their queue, by limit
 * @param shed calls that were answered busy, by limit
 */
public record Usage(
    long calls,
    long inFlight,
    long inputBytes,
    long outputBytes,
    long deviceNanos,
    Map<Status, Long> statuses,
    Map<Limit, Long> deferred,
    Map<Limit, Long> shed) {
  public Usage {
    statuses = Collections.unmodifiableMap(statuses);
    deferred = Collections.unmodifiableMap(deferred);
    shed = Collections.unmodifiableMap(shed);
  }

  static Usage of(long[] cells) {
    return new Usage(
        cells[Ledger.CALLS],
        Math.max(0, cells[Ledger.CALLS] - cells[Ledger.LEFT]),
        cells[Ledger.INPUT_BYTES],
        cells[Ledger.OUTPUT_BYTES],
        cells[Ledger.DEVICE_NANOS],
        counts(Status.class, status -> cells[Ledger.STATUSES + status.code()]),
        counts(Limit.class, limit -> cells[Ledger.DEFERRED + limit.index()]),
        counts(Limit.class, limit -> cells[Ledger.SHED + limit.index()]));
  }

  private static <E extends Enum<E>> Map<E, Long> counts(Class<E> type, ToLongFunction<E> count) {
    Map<E, Long> counts = new EnumMap<>(type);
    for (E each : type.getEnumConstants()) {
      if (count.applyAsLong(each) > 0) {
        counts.put(each, count.applyAsLong(each));
      }
    }
    return counts;
  }

  /** Answers that told a guest of a broken rule; too many bring a lane into quarantine. */
  public long malformed() {
    return statuses.entrySet().stream()
        .filter(answered -> answered.getKey().isMalformed())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Whether nothing happened. */
  public boolean isEmpty() {
    return calls == 0 && statuses.isEmpty() && deferred.isEmpty();
  }
}
