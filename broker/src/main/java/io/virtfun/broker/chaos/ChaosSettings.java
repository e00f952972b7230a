package io.virtfun.broker.chaos;

import java.time.Duration;

/** What a run is asked for. */
record ChaosSettings(long seed, Duration duration, int guests, Sabotage sabotage) {}
