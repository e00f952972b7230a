package io.virtfun.driver.fpga;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DeviceFunction.Asynchronous;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Probe;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(900)
class FpgaDriverProviderTest {
  private static final String NO_ADDRESS = "ffff:ff:1f.7";

  private final DriverProvider provider = new FpgaDriverProvider();

  @Test
  void shouldRunACallWhenOpenedAsASimulation() throws Exception {
    Simulated.library(2);
    assertInstanceOf(Probe.Available.class, provider.probe(config(0, Map.of())));
    byte[] input = Simulated.random(77);
    try (Device device = provider.open(config(0, Map.of("bus", "verilator")));
        Slices slices = new Slices(input, 1, 32, 1)) {
      CompletableFuture<Outcome> ended = new CompletableFuture<>();
      ((Asynchronous) device.functions().getFirst())
          .kernel()
          .start(slices.invocation(FpgaFunction.SHA256), ended::complete);

      assertEquals(Outcome.Kind.OK, ended.join().kind());
      assertEquals(32, ended.join().value());
      assertArrayEquals(Simulated.expected(FpgaFunction.SHA256, input), slices.result());
      assertEquals(2, device.slots());
    }
  }

  @Test
  void shouldBeUnavailableWhenThereIsNoBoard() {
    DeviceConfig config = config(0, Map.of("bus", "vfio", "device", NO_ADDRESS));

    assertEquals(new Probe.Unavailable("no PCI device at " + NO_ADDRESS), provider.probe(config));
    assertThrows(DeviceException.class, () -> provider.open(config));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "bus; isa; options.bus: isa (expected: verilator or vfio)",
        "bus; vfio; options.device:  (expected: an address such as 0000:01:00.0)",
        "device; 0000:01:00.0; options.device: 0000:01:00.0 (expected: bus: vfio)",
        "speed; 9; options.speed: 9 (expected: one of bus, device, fault)",
        "fault; no; options.fault: no"
            + " (expected: hang@CALL, corrupt@CALL or either with FIRST..LAST)",
      })
  void shouldNameOptionValueAndExpectationWhenAnOptionIsWrong(
      String option, String value, String message) {
    DeviceConfig config = config(0, Map.of(option, value));

    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> provider.probe(config)).getMessage());
  }

  @Test
  void shouldRefuseMoreSlotsThanTheRtlHas() {
    assertEquals(
        "slots: 9 (expected: 0..8)",
        assertThrows(IllegalArgumentException.class, () -> provider.probe(config(9, Map.of())))
            .getMessage());
  }

  private static DeviceConfig config(int slots, Map<String, String> options) {
    return new DeviceConfig("fpga", slots, options);
  }
}
