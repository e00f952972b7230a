package io.virtfun.broker.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations on the command line. */
class DurationsTest {
  @ParameterizedTest
  @CsvSource({"30s, 30", "2m, 120", "1h, 3600", "PT1M30S, 90"})
  void shouldReadSuffixesAndIsoWhenGiven(String text, long seconds) {
    assertEquals(Duration.ofSeconds(seconds), Durations.of(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "1.5s", "-1s", "30 s", "12345678901s"})
  void shouldRefuseWhenItIsNone(String text) {
    assertThrows(IllegalArgumentException.class, () -> Durations.of(text));
  }

  @Test
  void shouldQuoteWhatItRefuses() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> Durations.of("soon"));
    assertEquals("soon (expected: a duration such as 30s or 2m)", e.getMessage());
  }
}
