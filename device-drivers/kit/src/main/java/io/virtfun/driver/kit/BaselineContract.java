package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.driver.spi.Outcome;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What {@code noop} and {@code echo} promise. */
abstract class BaselineContract extends DeviceContract {
  @Override
  Set<String> functions() {
    return Set.of("noop", "echo");
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void shouldWriteNothingWhenNoop(int sizeBytes) {
    assertEquals(Outcome.ok(0), device.call("noop", Map.of(), random(sizeBytes)).outcome());
  }

  @ParameterizedTest
  @FieldSource("SIZES")
  void shouldGiveTheInputWhenEcho(int sizeBytes) {
    byte[] input = random(sizeBytes);

    assertArrayEquals(input, device.call("echo", Map.of(), input).result());
  }

  @Test
  void shouldLeaveTheRestOfTheOutputWhenEchoHasMoreCapacity() {
    byte[] output = device.call("echo", Map.of(), new byte[] {1, 2}, 4).output();

    assertArrayEquals(new byte[] {1, 2, 0x5A, 0x5A}, output);
  }
}
