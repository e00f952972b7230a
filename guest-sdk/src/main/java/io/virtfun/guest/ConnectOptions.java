package io.virtfun.guest;

import io.virtfun.shm.Polling;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * How to attach and how the session's lanes behave.
 *
 * @param address where the broker is
 * @param attachTimeout how long attaching may take
 * @param polling how long a lane with calls in flight looks for completions before it sleeps and
 *     asks to be rung; callers to whom latency is all take {@link Polling#spinning()}
 * @param maxInFlightPerLane most calls in flight on one lane; empty: as many as its queues hold
 * @param localChecks whether calls are checked before they travel; the host checks in any case
 */
public record ConnectOptions(
    AttachAddress address,
    Duration attachTimeout,
    Polling polling,
    OptionalInt maxInFlightPerLane,
    boolean localChecks) {
  private static final Duration DEFAULT_ATTACH_TIMEOUT = Duration.ofSeconds(60);

  /** Checks all. <b>Errors:</b> {@link IllegalArgumentException} names value and expectation. */
  public ConnectOptions {
    if (attachTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "attachTimeout: " + attachTimeout + " (expected: at least 1 ms)");
    }
    if (maxInFlightPerLane.isPresent() && maxInFlightPerLane.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "maxInFlightPerLane: " + maxInFlightPerLane.getAsInt() + " (expected: at least 1)");
    }
  }

  /** The defaults for an address. */
  public static ConnectOptions to(AttachAddress address) {
    return new ConnectOptions(
        address, DEFAULT_ATTACH_TIMEOUT, Polling.adaptive(), OptionalInt.empty(), true);
  }

  /**
   * The defaults for an address as {@link AttachAddress#parse} takes it. <b>Errors:</b> {@link
   * IllegalArgumentException} where it is none.
   */
  public static ConnectOptions to(String address) {
    return to(AttachAddress.parse(address));
  }

  /** The same with another {@link #attachTimeout()}. */
  public ConnectOptions withAttachTimeout(Duration timeout) {
    return new ConnectOptions(address, timeout, polling, maxInFlightPerLane, localChecks);
  }

  /** The same with another {@link #polling()}. */
  public ConnectOptions withPolling(Polling how) {
    return new ConnectOptions(address, attachTimeout, how, maxInFlightPerLane, localChecks);
  }

  /** The same with another {@link #maxInFlightPerLane()}. */
  public ConnectOptions withMaxInFlightPerLane(int calls) {
    return new ConnectOptions(address, attachTimeout, polling, OptionalInt.of(calls), localChecks);
  }

  /** The same with other {@link #localChecks()}. */
  public ConnectOptions withLocalChecks(boolean checks) {
    return new ConnectOptions(address, attachTimeout, polling, maxInFlightPerLane, checks);
  }
}
