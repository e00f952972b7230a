package io.virtfun.broker.cli;

import io.virtfun.broker.admin.AdminVerticle;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the devices of a running broker, and why those are missing that are. */
@Command(
    name = "devices",
    description = "Show the devices of a running broker, and why those are missing that are.",
    mixinStandardHelpOptions = true)
final class DevicesCommand implements Callable<Integer> {
  @Mixin private OperatorOptions options = new OperatorOptions();

  @Override
  public Integer call() throws IOException {
    options.print(AdminVerticle.DEVICES, DeviceTable::lines);
    return 0;
  }
}
