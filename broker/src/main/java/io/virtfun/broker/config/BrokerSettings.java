package io.virtfun.broker.config;

import io.virtfun.shm.Polling;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * How the broker itself runs.
 *
 * @param doorbellLoops event loops that serve lanes and run short calls; 0: one for two processors
 * @param pollMode whether lanes are looked at for as long as it lately paid, or always equally long
 * @param pollLingerMicros longest time a lane is looked at after its last work before its doorbell
 *     is armed
 * @param pollCpuPercent how much of a doorbell loop's time looking in vain may take
 * @param drainTimeoutMillis how long a stopping broker waits for accepted calls
 * @param driverTimeoutMillis how long a driver may take to open a device, or to close one again
 * @param plugins folder of plug-ins, relative to the run directory
 * @param catalogueRoom functions, and devices, that may come while the broker runs
 */
public record BrokerSettings(
    int doorbellLoops,
    PollMode pollMode,
    int pollLingerMicros,
    int pollCpuPercent,
    int drainTimeoutMillis,
    int driverTimeoutMillis,
    String plugins,
    int catalogueRoom) {
  private static final int PROCESSORS_PER_LOOP = 2;

  public BrokerSettings {
    Rules.range("doorbell-loops", doorbellLoops, 0, 64);
    Rules.range("poll-linger-micros", pollLingerMicros, 0, 1_000_000);
    Rules.range("poll-cpu-percent", pollCpuPercent, 0, 100);
    Rules.range("drain-timeout-millis", drainTimeoutMillis, 0, 3_600_000);
    Rules.range("driver-timeout-millis", driverTimeoutMillis, 1, 3_600_000);
    Rules.path("plugins", plugins);
    Rules.range("catalogue-room", catalogueRoom, 0, 1024);
  }

  static BrokerSettings read(Section section) {
    return new BrokerSettings(
        section.integer("doorbell-loops", 0),
        section.choice("poll-mode", PollMode.ADAPTIVE),
        section.integer("poll-linger-micros", 200),
        section.integer("poll-cpu-percent", 100),
        section.integer("drain-timeout-millis", 10_000),
        section.integer("driver-timeout-millis", 120_000),
        section.text("plugins", "plugins"),
        section.integer("catalogue-room", 64));
  }

  /** How many doorbell loops there are on a host with so many processors. */
  public int loops(int processors) {
    return doorbellLoops == 0 ? Math.clamp(processors / PROCESSORS_PER_LOOP, 1, 64) : doorbellLoops;
  }

  /** How lanes are looked at. */
  public Polling polling() {
    return new Polling(
        Duration.of(pollLingerMicros, ChronoUnit.MICROS),
        pollMode == PollMode.ADAPTIVE,
        pollCpuPercent / 100.0);
  }
}
