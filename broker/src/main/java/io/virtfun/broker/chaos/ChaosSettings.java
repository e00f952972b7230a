package io.virtfun.broker.chaos;

import java.time.Duration;

/**
 * What a run is asked for.
 *
 * @param liePerMillion how many calls of simulated devices have a wrong result, which a broker does
 *     not notice
 */
record ChaosSettings(
    long seed, Duration duration, int guests, int liePerMillion, Sabotage sabotage) {}
