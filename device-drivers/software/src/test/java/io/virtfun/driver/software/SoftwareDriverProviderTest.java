package io.virtfun.driver.software;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Probe;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SoftwareDriverProviderTest {
  private final DriverProvider provider = new SoftwareDriverProvider();

  @Test
  void shouldBeAvailableWhenProbed() {
    assertInstanceOf(Probe.Available.class, provider.probe(config(0, Map.of())));
  }

  @Test
  void shouldHaveTheConfiguredSlotsWhenOpened() throws Exception {
    try (Device device = provider.open(config(3, Map.of()))) {
      assertEquals(3, device.slots());
    }
  }

  @Test
  void shouldHaveASlotPerProcessorWhenLeftToTheDriver() throws Exception {
    try (Device device = provider.open(config(0, Map.of()))) {
      assertEquals(Runtime.getRuntime().availableProcessors(), device.slots());
    }
  }

  @Test
  void shouldNameOptionValueAndExpectationWhenAnOptionIsGiven() {
    DeviceConfig config = config(0, Map.of("threads", "4"));
    String expected = "options.threads: 4 (expected: no options for driver software)";

    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> provider.probe(config)).getMessage());
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> provider.open(config)).getMessage());
  }

  private static DeviceConfig config(int slots, Map<String, String> options) {
    return new DeviceConfig("cpu", slots, options);
  }
}
