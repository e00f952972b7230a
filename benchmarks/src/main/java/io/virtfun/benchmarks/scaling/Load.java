package io.virtfun.benchmarks.scaling;

/**
 * How a guest calls.
 *
 * @param inFlight calls it keeps outstanding
 * @param lookNanos how long it looks for completions before it sleeps
 */
record Load(int inFlight, long lookNanos) {}
