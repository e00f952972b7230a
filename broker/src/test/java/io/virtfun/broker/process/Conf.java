package io.virtfun.broker.process;

/** Configurations for tests. */
public final class Conf {
  private Conf() {}

  /** Two tenants with lines of their own for the first, and the software device. */
  public static String with(String... firstTenant) {
    StringBuilder yaml = new StringBuilder("tenants:\n  - name: alpha\n");
    for (String line : firstTenant) {
      yaml.append("    ").append(line).append('\n');
    }
    return yaml.append("  - name: beta\n")
        .append("devices:\n  - id: cpu0\n    driver: software\n")
        .toString();
  }
}
