package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Probe;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a driver's entry point promises, also where there is no device. */
abstract class ProviderContract {
  /** As configuration takes it. */
  private static final int MOST_NAME_CHARS = 32;

  private static final String UNKNOWN = "no-such-option";

  abstract DriverContract driver();

  @Test
  void shouldBeFoundOnceWhenServicesAreLoaded() {
    DriverProvider provider = driver().provider();

    assertEquals(
        1,
        ServiceLoader.load(DriverProvider.class).stream()
            .filter(each -> each.type() == provider.getClass())
            .count(),
        "lines in META-INF/services/" + DriverProvider.class.getName());
  }

  @Test
  void shouldHaveANameOfLowerCaseWords() {
    String name = driver().provider().driver();

    assertTrue(name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*"), name);
    assertTrue(name.length() <= MOST_NAME_CHARS, name);
    assertEquals(name, driver().provider().driver());
  }

  @Test
  void shouldSayInOneLineWhetherThereIsADevice() {
    requireOneLine(driver().provider().probe(driver().config()));
  }

  static void requireOneLine(Probe probe) {
    String line =
        switch (probe) {
          case Probe.Available(String description) -> description;
          case Probe.Unavailable(String reason) -> reason;
        };
    assertFalse(line.isBlank());
    assertEquals(1, line.lines().count(), line);
  }

  @Test
  void shouldNameOptionValueAndExpectationWhenAnOptionIsUnknown() {
    DeviceConfig config = driver().config();
    Map<String, String> options = new HashMap<>(config.options());
    options.put(UNKNOWN, "1");
    DeviceConfig wrong = new DeviceConfig(config.id(), config.slots(), options);
    DriverProvider provider = driver().provider();

    requireRefusal(
        assertThrows(IllegalArgumentException.class, () -> provider.probe(wrong)).getMessage());
    requireRefusal(
        assertThrows(
                IllegalArgumentException.class,
                () -> {
                  try (var _ = provider.open(wrong)) {
                    // Reached only by a driver that takes any option.
                  }
                })
            .getMessage());
  }

  private static void requireRefusal(@Nullable String message) {
    assertTrue(
        message != null && message.matches("options\\." + UNKNOWN + ": 1 \\(expected: .+\\)"),
        message + " is not: options." + UNKNOWN + ": 1 (expected: ...)");
  }
}
