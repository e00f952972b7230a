package io.virtfun.benchmarks.guests;

/**
 * How a guest calls.
 *
 * @param inFlight calls it keeps outstanding
 * @param lookNanos how long it looks for completions before it sleeps
 */
public record Load(int inFlight, long lookNanos) {}
