package io.virtfun.verticles.admission;

/**
 * How many units time has earned since some epoch.
 *
 * @param perSecond units per second
 * @param burst units that may be taken ahead of time: what 100 ms earn, at least one
 * @param epochNanos when counting began
 * @param atEpoch units earned then
 */
record Pace(long perSecond, long burst, long epochNanos, long atEpoch) {
  private static final long BURSTS_PER_SECOND = 10;
  private static final long NANOS_PER_MICRO = 1000;

  /** Of a second. Nanoseconds times units would not fit into 64 bits. */
  private static final long MICROS = 1_000_000;

  static Pace of(long perSecond, long epochNanos, long atEpoch) {
    return new Pace(perSecond, Math.max(1, perSecond / BURSTS_PER_SECOND), epochNanos, atEpoch);
  }

  /** Units earned until then, whole ones. */
  long earned(long nowNanos) {
    long micros = Math.max(0, nowNanos - epochNanos) / NANOS_PER_MICRO;
    return atEpoch + micros / MICROS * perSecond + micros % MICROS * perSecond / MICROS;
  }

  /** The least time from now after which so many units will have been earned. */
  long nanosUntil(long units, long nowNanos) {
    long missing = Math.max(0, units - atEpoch);
    long part = Math.ceilDiv(missing % perSecond * MICROS, perSecond);
    long micros = missing / perSecond * MICROS + part;
    return Math.max(0, epochNanos + micros * NANOS_PER_MICRO - nowNanos);
  }
}
