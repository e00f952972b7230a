package io.virtfun.broker.chaos;

import java.util.List;

/**
 * What a guest process is told when it starts.
 *
 * @param address of its tenant
 * @param seed of all that it draws
 * @param calls after which it ends by itself; 0: none
 */
record GuestOrders(String address, Tenancy tenancy, long seed, long calls, Sabotage sabotage) {
  /** The command line that says so. */
  List<String> arguments() {
    return List.of(
        "chaos-guest",
        "--attach=" + address,
        "--tenant=" + tenancy.tenant(),
        "--seed=" + seed,
        "--calls=" + calls,
        "--sabotage=" + sabotage);
  }
}
