package io.virtfun.broker.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the demo found, as {@code --json} prints it.
 *
 * @param ok whether every answer was right and every process ended well
 * @param error the first thing that was not well
 * @param tenants how many the guests belonged to
 * @param seed of the inputs
 * @param functions that were called
 * @param unknownFunctions of the catalogue, which the demo cannot call
 * @param missingFunctions that the demo can call and the catalogue has not
 * @param devices of the broker, those that are missing too
 */
record Report(
    boolean ok,
    @Nullable String error,
    int guests,
    int tenants,
    long calls,
    long seed,
    double seconds,
    List<String> functions,
    List<String> unknownFunctions,
    List<String> missingFunctions,
    List<DemoDevice> devices,
    List<Row> results) {
  Report {
    functions = List.copyOf(functions);
    unknownFunctions = List.copyOf(unknownFunctions);
    missingFunctions = List.copyOf(missingFunctions);
    devices = List.copyOf(devices);
    results = List.copyOf(results);
  }

  /**
   * A function at one size, summed up over guests.
   *
   * @param sizeBytes bytes of content, as the task counts them
   * @param inFlight calls at once of one guest
   * @param mibPerS input and output, over the time a guest had calls of the row in flight
   * @param queuedUs median, as are the two that follow
   * @param device that ran the calls, or several with commas in between
   * @param difference what was wrong with the first wrong answer
   */
  record Row(
      String function,
      long sizeBytes,
      String shape,
      long calls,
      int guests,
      int inFlight,
      double p50Us,
      double p99Us,
      double mibPerS,
      double queuedUs,
      double ranUs,
      double transportUs,
      String device,
      boolean verified,
      @Nullable String difference) {}
}
