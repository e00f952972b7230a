package io.virtfun.broker.cli;

import io.virtfun.broker.admin.AdminVerticle;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what the tenants of a running broker used, and their limits. */
@Command(
    name = "tenants",
    description = "Show what the tenants of a running broker used, and their limits.",
    mixinStandardHelpOptions = true)
final class TenantsCommand implements Callable<Integer> {
  @Mixin private OperatorOptions options = new OperatorOptions();

  @Override
  public Integer call() throws IOException {
    options.print(AdminVerticle.TENANTS, TenantTable::lines);
    return 0;
  }
}
