package io.virtfun.verticles.admission;

/** What of a tenant tests may see. */
public final class TestTenants {
  private TestTenants() {}

  /** Calls in flight that count against the limit. */
  public static int inFlight(Tenant tenant) {
    return tenant.inFlight();
  }
}
