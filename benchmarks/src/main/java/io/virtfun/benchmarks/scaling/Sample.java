package io.virtfun.benchmarks.scaling;

import io.virtfun.benchmarks.guests.Load;

/**
 * What some guests did at the same time.
 *
 * @param callsPerSecond all of them together
 * @param brokerMicros processor time of the broker for a call
 * @param guestMicros the same of the guests
 */
record Sample(
    int guests, Load load, double callsPerSecond, double brokerMicros, double guestMicros) {}
