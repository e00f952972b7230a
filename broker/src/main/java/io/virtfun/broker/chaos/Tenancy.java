package io.virtfun.broker.chaos;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a guest of a tenant must be ready for: the configurations that a run goes through put
 * nothing else on it.
 */
enum Tenancy {
  /** Has the limits that hold up. */
  ALPHA,
  /** Is answered busy, and may not call everything all the time. */
  BETA,
  /** Is removed and comes back. */
  GAMMA;

  /** Functions that are taken from {@link #BETA} now and then. */
  static final Set<String> FORBIDDEN_AT_TIMES = Set.of("sort.i64@1", "crc32c@1");

  private static final Set<String> SIMULATED = Set.of(Exercises.SPIN, "sha256@1");

  /** The tenant's name. */
  String tenant() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The tenancy of a tenant. <b>Errors:</b> {@link IllegalArgumentException} for another name. */
  static Tenancy of(String tenant) {
    return List.of(values()).stream()
        .filter(each -> each.tenant().equals(tenant))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("tenant: " + tenant));
  }

  /** Whether simulated devices have a function, which may fail or hang there. */
  static boolean isSimulated(String function) {
    return SIMULATED.contains(function);
  }

  /** Whether the tenant is there all the time. */
  boolean stays() {
    return this != GAMMA;
  }

  /**
   * Whether a call may end so.
   *
   * @param closing whether the guest itself closes its session
   */
  boolean allows(CallEnd end, PlannedCall call, boolean closing) {
    return switch (end) {
      case OK, LANE_FULL, ARENA_FULL -> true;
      case DEVICE_FAILED, NO_DEVICE -> isSimulated(call.function());
      case EXPIRED -> call.timeToLiveMicros() > 0;
      case CANCELLED -> call.isCancelled();
      case SESSION_CLOSED -> closing;
      case BUSY -> this == BETA;
      case NOT_ALLOWED -> this == BETA && FORBIDDEN_AT_TIMES.contains(call.function());
      case SHUTTING_DOWN, BROKER_GONE -> !stays();
      case OTHER -> false;
    };
  }
}
