package io.virtfun.verticles.fair;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What shares that compete got, and that no two of them were further apart than the bound says over
 * any interval throughout which both were queued.
 *
 * <p>Counts exactly: in device time over weight, times a number that all weights divide.
 */
final class Rivals {
  private final long scale;
  private final int slots;
  private final List<Account> queued = new ArrayList<>();
  private double closest;

  /** One share. */
  static final class Account {
    private final Map<Account, Range> apart = new HashMap<>();
    private long served;
    private long largest;
    private long error;
    private long roundings;

    /** Its weight was changed. */
    void reweighted() {
      roundings++;
    }
  }

  /** How far one share was ahead of another. */
  private static final class Range {
    private long least;
    private long most;

    Range(long at) {
      least = at;
      most = at;
    }

    long widen(long at) {
      least = Math.min(least, at);
      most = Math.max(most, at);
      return most - least;
    }
  }

  Rivals(long scale, int slots) {
    this.scale = scale;
    this.slots = slots;
  }

  /** How near to the bound two shares came, as a part of it. */
  double closest() {
    return closest;
  }

  void queued(Account account) {
    for (Account other : queued) {
      Range range = new Range(account.served - other.served);
      account.apart.put(other, range);
      other.apart.put(account, new Range(other.served - account.served));
    }
    queued.add(account);
  }

  void emptied(Account account) {
    queued.remove(account);
    account.apart.clear();
    queued.forEach(other -> other.apart.remove(account));
  }

  void started(Account account, long cost, long estimate, int weight) {
    long perNano = scale / weight;
    long counted = Math.max(estimate, 1);
    account.served = Math.addExact(account.served, Math.multiplyExact(cost, perNano));
    account.largest = Math.max(account.largest, cost * perNano);
    account.error = Math.max(account.error, Math.abs(cost - counted) * perNano);
    for (Account other : queued) {
      if (other != account) {
        check(account, other);
      }
    }
  }

  private void check(Account account, Account other) {
    long lead = account.served - other.served;
    long lag = account.apart.get(other).widen(lead);
    other.apart.get(account).widen(-lead);
    long errors = 2L * (slots - 1) * (account.error + other.error);
    long roundings = 2 + (slots + 1) * (account.roundings + other.roundings);
    long bound = account.largest + other.largest + errors + roundings * scale;
    assertTrue(lag <= bound, () -> "lag " + lag + " (expected: at most " + bound + ")");
    closest = Math.max(closest, (double) lag / bound);
  }
}
