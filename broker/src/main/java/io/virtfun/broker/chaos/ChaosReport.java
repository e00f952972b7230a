package io.virtfun.broker.chaos;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a run found, as {@code --json} prints it.
 *
 * @param ok whether nothing was lost, doubled or wrong, and all processes ended well
 * @param error what was not well, with the seed
 * @param guests at once
 * @param calls that guests made and told of
 * @param ends of these calls
 * @param killedAmidst calls that were open when their guest was killed
 * @param reloads how often the broker was told to read its configuration
 * @param tenants as the broker accounts for them at the end
 */
record ChaosReport(
    boolean ok,
    @Nullable String error,
    long seed,
    double seconds,
    int guests,
    long calls,
    Map<CallEnd, Long> ends,
    long killedAmidst,
    Deeds deeds,
    Sessions sessions,
    Reloads reloads,
    long lost,
    long doubled,
    long wrong,
    List<Tenant> tenants) {
  ChaosReport {
    Map<CallEnd, Long> inOrder = new EnumMap<>(CallEnd.class);
    inOrder.putAll(ends);
    ends = inOrder;
    tenants = List.copyOf(tenants);
  }

  /**
   * What was done to guests.
   *
   * @param kills with SIGKILL
   * @param stops with SIGSTOP, each continued
   */
  record Deeds(long kills, long stops) {}

  /**
   * What guests did themselves.
   *
   * @param attached how often they attached
   * @param refused how often they could not
   */
  record Sessions(long attached, long refused) {}

  /**
   * Configurations.
   *
   * @param changed that the broker was to take over
   * @param invalid that it was not to
   * @param refused that it said it did not
   */
  record Reloads(long changed, long invalid, long refused) {}

  /**
   * A tenant's account, as of the broker.
   *
   * @param ran calls that a device ran to their end, well or not
   */
  record Tenant(String name, int guests, long calls, long inFlight, long ok, long ran) {}
}
