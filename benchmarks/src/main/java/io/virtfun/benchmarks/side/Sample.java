package io.virtfun.benchmarks.side;

import org.HdrHistogram.Histogram;

/**
 * What one measurement of one peer gave.
 *
 * @param nanos from the first call's start to the last one's end
 * @param latencies nanoseconds of single calls; empty where they were not timed
 * @param client what the client's process used meanwhile
 * @param server what the server's process used meanwhile
 */
public record Sample(long calls, long nanos, Histogram latencies, Usage client, Usage server) {
  /** How long a call took, which so many of a hundred were no longer than. */
  public double micros(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e3;
  }

  /** How long most calls took. */
  public double p50Micros() {
    return micros(50);
  }

  /** Calls that ended, per second. */
  public double callsPerSecond() {
    return calls * 1e9 / nanos;
  }

  /** Processor time per call. */
  public double cpuMicrosPerCall(Usage of) {
    return of.cpuNanos() / 1e3 / calls;
  }

  /** Bytes allocated per call. */
  public double bytesPerCall(Usage of) {
    return (double) of.allocatedBytes() / calls;
  }

  /** Processor time as a share of one processor. */
  public double share(Usage of) {
    return (double) of.cpuNanos() / nanos;
  }
}
