package io.virtfun.driver.fpga;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.functions.Arguments;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/** Input and output of one call in native memory, at places that are given; the rest are guards. */
final class Slices implements AutoCloseable {
  private static final byte GUARD = (byte) 0xA5;
  private static final long GUARD_BYTES = 128;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment region;
  private final MemorySegment input;
  private final MemorySegment output;

  /** With the slices so many bytes beyond multiples of 64. */
  Slices(byte[] content, int inputSkew, long capacityBytes, int outputSkew) {
    long inputAt = GUARD_BYTES + inputSkew;
    long outputAt = Math.ceilDiv(inputAt + content.length + GUARD_BYTES, 64) * 64 + outputSkew;
    region = arena.allocate(outputAt + capacityBytes + GUARD_BYTES, 64).fill(GUARD);
    input = region.asSlice(inputAt, content.length);
    output = region.asSlice(outputAt, capacityBytes);
    MemorySegment.copy(content, 0, input, ValueLayout.JAVA_BYTE, 0, content.length);
  }

  MemorySegment input() {
    return input.asReadOnly();
  }

  MemorySegment output() {
    return output;
  }

  Invocation invocation(FpgaFunction function) {
    return new Invocation(Arguments.of(function.spec(), Map.of()), input(), output);
  }

  byte[] result() {
    return output.toArray(ValueLayout.JAVA_BYTE);
  }

  /** Nothing but the first bytes of the output has changed. */
  void requireUntouchedBut(int written) {
    long from = input.address() + input.byteSize() - region.address();
    long to = output.address() - region.address();
    for (long at = from; at < region.byteSize(); at++) {
      if (at < to || at >= to + written) {
        assertEquals(GUARD, region.get(ValueLayout.JAVA_BYTE, at), "written at " + at);
      }
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
