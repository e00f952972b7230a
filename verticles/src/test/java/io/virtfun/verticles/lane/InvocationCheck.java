package io.virtfun.verticles.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import java.lang.foreign.MemorySegment;

/** What a driver has been promised of every call that it sees. */
final class InvocationCheck {
  private final long arenaStart;
  private final long arenaEnd;

  /** For calls from a region with this arena. */
  InvocationCheck(MemorySegment arena) {
    arenaStart = arena.address();
    arenaEnd = arenaStart + arena.byteSize();
  }

  /** Fails where a promise is broken. */
  void accept(Invocation invocation) {
    MemorySegment input = invocation.input();
    MemorySegment output = invocation.output();
    assertInside(input);
    assertInside(output);
    assertTrue(input.isReadOnly());
    assertFalse(output.isReadOnly());
    assertTrue(
        input.byteSize() == 0
            || output.byteSize() == 0
            || input.address() + input.byteSize() <= output.address()
            || output.address() + output.byteSize() <= input.address(),
        "input and output overlap");
    FunctionSpec spec = invocation.arguments().function();
    assertEquals(-1, invocation.arguments().firstInvalid());
    assertTrue(spec.input().admits(input.byteSize(), invocation.arguments()));
    assertTrue(input.byteSize() == 0 || input.address() % spec.alignmentBytes() == 0);
    assertTrue(output.byteSize() == 0 || output.address() % spec.alignmentBytes() == 0);
    if (spec.output().kind() == SizeRule.Kind.EXACT) {
      long needed = spec.output().evaluate(input.byteSize(), invocation.arguments());
      assertTrue(needed >= 0 && needed <= output.byteSize(), "the output cannot hold the result");
    }
  }

  private void assertInside(MemorySegment slice) {
    assertTrue(
        slice.address() >= arenaStart && slice.address() + slice.byteSize() <= arenaEnd,
        () -> "outside the arena: " + slice);
  }
}
