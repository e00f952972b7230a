package io.virtfun.driver.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Probe;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeDriverProviderTest {
  private final DriverProvider provider = new NativeDriverProvider();

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lib | /lib/x.so | one of [library, staging]",
        "library | /not/there.so | absolute path of a file that can be read",
        "library | pom.xml | absolute path of a file that can be read",
        "library | / | absolute path of a file that can be read",
        "staging | 64 | size in 64KiB..4GiB, multiple of 64KiB",
        "staging | 32KiB | size in 64KiB..4GiB, multiple of 64KiB",
        "staging | 100KiB | size in 64KiB..4GiB, multiple of 64KiB",
        "staging | 5GiB | size in 64KiB..4GiB, multiple of 64KiB",
        "staging | 0MiB | size in 64KiB..4GiB, multiple of 64KiB",
      })
  void shouldNameOptionValueAndExpectationWhenAnOptionIsWrong(
      String option, String value, String expectation) {
    Map<String, String> options = new HashMap<>();
    options.put("library", Path.of("pom.xml").toAbsolutePath().toString());
    options.put(option, value);
    DeviceConfig config = new DeviceConfig("lib", 1, options);
    String expected = "options.%s: %s (expected: %s)".formatted(option, value, expectation);

    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> provider.probe(config)).getMessage());
    assertEquals(
        expected,
        assertThrows(IllegalArgumentException.class, () -> provider.open(config)).getMessage());
  }

  @Test
  void shouldAskForTheLibraryWhenThereIsNone() {
    DeviceConfig config = new DeviceConfig("lib", 1, Map.of());

    assertEquals(
        "options.library: missing (expected: path of a shared library)",
        assertThrows(IllegalArgumentException.class, () -> provider.probe(config)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void shouldHaveTheConfiguredSlotsOrAFew(int slots) throws Exception {
    Path library = new TestLibrary(directory).compile("library");
    DeviceConfig config =
        new DeviceConfig("lib", slots, Map.of("library", library.toString(), "staging", "128KiB"));

    assertInstanceOf(Probe.Available.class, provider.probe(config));
    try (Device device = provider.open(config)) {
      int few = Math.min(4, Runtime.getRuntime().availableProcessors());
      assertEquals(slots == 0 ? few : slots, device.slots());
    }
  }
}
