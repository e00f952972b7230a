package io.virtfun.benchmarks.network;

/**
 * What one cell took one way, as the guest tells it on a line.
 *
 * @param runMicros how long the function ran at the device, median; -1 where nobody tells
 */
public record Sample(
    Cell cell, Path path, int calls, double p50Micros, double p99Micros, double runMicros) {}
