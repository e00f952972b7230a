package io.virtfun.benchmarks.sharing;

/**
 * A tenant with one guest that keeps calls of one function outstanding.
 *
 * @param weight of the tenant
 * @param argument of the function, where it has one
 * @param inFlight calls outstanding
 */
record Party(String tenant, int weight, String function, int argument, int inFlight) {
  /** Calls that keep a slot of the simulated device busy for so long. */
  static Party spinning(String tenant, int weight, int micros, int inFlight) {
    return new Party(tenant, weight, "spin", micros, inFlight);
  }
}
