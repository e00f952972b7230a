package io.virtfun.driver.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Probe;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenClDriverProviderTest {
  private final DriverProvider provider = new OpenClDriverProvider();

  @Test
  void shouldSayHowToInstallItWhenTheLibraryIsMissing() {
    assertEquals(
        "no OpenCL: libNotThere.so.1 is not installed"
            + " (Debian: apt-get install ocl-icd-libopencl1 pocl-opencl-icd)",
        Library.missing("libNotThere.so.1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plattform | 0 | one of [device, memory, platform, program]",
        "memory | fast | auto or copy",
        "program | /not/there.bin | a file that can be read",
        "program | / | a file that can be read",
        "device | '' | an index or a part of the name",
        "platform | ' ' | an index or a part of the name",
      })
  void shouldNameOptionValueAndExpectationWhenAnOptionIsWrong(
      String option, String value, String expectation) {
    DeviceConfig config = config(0, Map.of(option, value));
    String expected = "options.%s: %s (expected: %s)".formatted(option, value, expectation);

    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> provider.probe(config)).getMessage());
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> provider.open(config)).getMessage());
  }

  @ParameterizedTest
  @CsvSource({"platform, no such", "platform, 99", "device, no such", "device, 99"})
  void shouldListWhatThereIsWhenNothingMatches(String option, String value) {
    OpenCl.require();
    DeviceConfig config = config(0, Map.of(option, value));
    String start = "options.%s: %s (expected: an index or a part of: ".formatted(option, value);

    String reason = assertInstanceOf(Probe.Unavailable.class, provider.probe(config)).reason();
    assertTrue(reason.startsWith(start), reason);
    assertEquals(
        reason, assertThrows(DeviceException.class, () -> provider.open(config)).getMessage());
  }

  @Test
  void shouldFindTheDeviceWhenItIsNamedByIndexOrName() {
    OpenCl.require();

    assertInstanceOf(
        Probe.Available.class, provider.probe(config(0, Map.of("platform", "0", "device", "0"))));
  }

  @Test
  void shouldMatchPartsOfNamesInAnyCase() {
    List<String> names = List.of("Portable", "Graphics One", "Graphics Two");

    assertEquals(names, Devices.matching(names, null, Function.identity()));
    assertEquals(
        List.of("Graphics One", "Graphics Two"),
        Devices.matching(names, "graphics", Function.identity()));
    assertEquals(List.of("Graphics Two"), Devices.matching(names, "2", Function.identity()));
    assertEquals(List.of(), Devices.matching(names, "3", Function.identity()));
  }

  @Test
  void shouldHaveTheConfiguredSlotsOrOnePerComputeUnit() throws DeviceException {
    OpenCl.require();
    ClDevice device =
        assertInstanceOf(Devices.Found.One.class, Devices.find(Options.of(Map.of()))).device();
    try (Device three = provider.open(config(3, Map.of()));
        Device own = provider.open(config(0, Map.of()))) {
      assertEquals(3, three.slots());
      assertEquals(Math.min(16, device.computeUnits()), own.slots());
    }
  }

  private static DeviceConfig config(int slots, Map<String, String> options) {
    return new DeviceConfig("ocl", slots, options);
  }
}
