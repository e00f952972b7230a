package io.virtfun.driver.simulated;

import io.virtfun.driver.kit.DriverContract;
import io.virtfun.driver.kit.Sample;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DriverProvider;
import java.util.List;
import java.util.Map;

/** A device without faults keeps the contract. */
class SimulatedContractTest extends DriverContract {
  @Override
  protected DriverProvider provider() {
    return new SimulatedDriverProvider();
  }

  @Override
  protected DeviceConfig config() {
    return new DeviceConfig("sim0", 3, Map.of());
  }

  @Override
  protected List<Sample> samples() {
    return List.of(Sample.of("spin", Map.of("micros", 50), new byte[10], new byte[0]));
  }
}
