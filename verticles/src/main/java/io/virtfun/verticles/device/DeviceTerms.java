package io.virtfun.verticles.device;

import io.virtfun.verticles.fair.FairQueue;
import io.virtfun.verticles.health.HealthSettings;
import io.virtfun.verticles.routing.Standing;
import java.time.Duration;

/**
 * On what terms a device serves.
 *
 * @param sharing how calls that wait share it
 * @param health when it is taken out of service
 * @param verification which calls are verified
 * @param standing where it is said whether it serves
 */
public record DeviceTerms(
    FairQueue.Settings sharing,
    HealthSettings health,
    Verification verification,
    Standing standing) {
  /** After which a class of priority that others pass over has its turn. */
  public static final Duration DEFAULT_AGEING = Duration.ofMillis(100);

  /** The terms by default. */
  public static DeviceTerms standard(Standing standing) {
    return new DeviceTerms(
        new FairQueue.Settings(DEFAULT_AGEING.toNanos()),
        HealthSettings.DEFAULT,
        Verification.NONE,
        standing);
  }
}
