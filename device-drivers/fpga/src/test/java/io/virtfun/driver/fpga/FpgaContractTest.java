package io.virtfun.driver.fpga;

import io.virtfun.driver.kit.DriverContract;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DriverProvider;
import java.util.Map;

/** A simulated device keeps the contract. */
class FpgaContractTest extends DriverContract {
  @Override
  protected DriverProvider provider() {
    return new FpgaDriverProvider();
  }

  @Override
  protected DeviceConfig config() {
    return new DeviceConfig("fpga", 2, Map.of());
  }

  /** A simulation takes a second for a MiB. */
  @Override
  protected int mostBytes() {
    return 1 << 17;
  }
}
