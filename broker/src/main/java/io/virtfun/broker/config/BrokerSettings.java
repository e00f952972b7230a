package io.virtfun.broker.config;

/**
 * How the broker itself runs.
 *
 * @param doorbellLoops event loops that serve lanes
 * @param pollLingerMicros how long a lane is polled after its last work before its doorbell is
 *     armed
 * @param drainTimeoutMillis how long a stopping broker waits for accepted calls
 */
public record BrokerSettings(int doorbellLoops, int pollLingerMicros, int drainTimeoutMillis) {
  public BrokerSettings {
    Rules.range("doorbell-loops", doorbellLoops, 1, 64);
    Rules.range("poll-linger-micros", pollLingerMicros, 0, 1_000_000);
    Rules.range("drain-timeout-millis", drainTimeoutMillis, 0, 3_600_000);
  }

  static BrokerSettings read(Section section) {
    return new BrokerSettings(
        section.integer("doorbell-loops", 2),
        section.integer("poll-linger-micros", 50),
        section.integer("drain-timeout-millis", 10_000));
  }
}
