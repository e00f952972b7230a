package io.virtfun.broker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0B, 0",
    "1500B, 1500",
    "0KiB, 0",
    "1KiB, 1024",
    "128MiB, 134217728",
    "3GiB, 3221225472",
    "1048576KiB, 1073741824",
    "8388607TiB, 9223370937343148032"
  })
  void shouldReadNumberAndUnit(String text, long bytes) {
    assertEquals(Optional.of(new ByteSize(bytes)), ByteSize.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "128",
        "MiB",
        "128 MiB",
        "128MB",
        "128mib",
        "-1MiB",
        "1.5GiB",
        "8388608TiB",
        "9999999999999KiB"
      })
  void shouldAnswerEmptyWhenNotNumberAndUnit(String text) {
    assertEquals(Optional.empty(), ByteSize.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0B",
    "1023, 1023B",
    "1024, 1KiB",
    "1536, 1536B",
    "3145728, 3MiB",
    "1073741824, 1GiB",
    "1125899906842624, 1024TiB"
  })
  void shouldPrintTheLargestWholeUnit(long bytes, String text) {
    assertEquals(text, new ByteSize(bytes).toString());
  }

  @Test
  void shouldRejectNegativeSize() {
    assertEquals(
        "bytes: -1 (expected: at least 0)",
        assertThrows(IllegalArgumentException.class, () -> new ByteSize(-1)).getMessage());
  }
}
