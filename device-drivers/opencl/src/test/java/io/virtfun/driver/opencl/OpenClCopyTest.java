package io.virtfun.driver.opencl;

import io.virtfun.driver.kit.DriverContract;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DriverProvider;
import java.util.Map;

/** A device that copies the memory of calls keeps the contract. */
class OpenClCopyTest extends DriverContract {
  @Override
  protected DriverProvider provider() {
    return new OpenClDriverProvider();
  }

  @Override
  protected DeviceConfig config() {
    return new DeviceConfig("ocl", 4, Map.of("memory", "copy"));
  }
}
