package io.virtfun.benchmarks.side;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class TaskTest {
  @Test
  void shouldHaveTheSameInputWhenAskedAgain() {
    assertArrayEquals(Task.of("sha256", 1001).input(), Task.of("sha256", 1001).input());
    assertEquals(1001, Task.of("sha256", 1001).input().length);
  }
}
