package io.virtfun.driver.kit;

import io.virtfun.driver.spi.DriverProvider;
import java.util.List;
import java.util.Map;

/** The contract as the author of the crooked driver would have it run. */
class CrookedContract extends DriverContract {
  @Override
  protected DriverProvider provider() {
    return new CrookedDriver();
  }

  @Override
  protected List<Sample> samples() {
    return List.of(Sample.of("reverse", Map.of(), new byte[] {1, 2, 3}, new byte[] {3, 2, 1}));
  }

  @Override
  protected int mostBytes() {
    return 1 << 16;
  }
}
