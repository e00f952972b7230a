package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A mapped region with the input and output slices of one call; all other bytes are guards.
 *
 * <p>The slices lie on the alignment that the function asks for and on no larger one.
 */
public final class GuardedSlices implements AutoCloseable {
  private static final byte GUARD = (byte) 0xA5;
  private static final byte STALE = 0x5A;
  private static final long GUARD_BYTES = 4096;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment region;
  private final MemorySegment input;
  private final MemorySegment output;

  /** With these bytes as input. */
  public GuardedSlices(byte[] content, long capacityBytes, long alignmentBytes) {
    long inputAt = GUARD_BYTES + alignmentBytes;
    long outputAt =
        Math.ceilDiv(inputAt + content.length + GUARD_BYTES, 4096) * 4096 + alignmentBytes;
    this.region = map(outputAt + capacityBytes + GUARD_BYTES).fill(GUARD);
    this.input = region.asSlice(inputAt, content.length);
    this.output = region.asSlice(outputAt, capacityBytes).fill(STALE);
    MemorySegment.copy(content, 0, input, ValueLayout.JAVA_BYTE, 0, content.length);
  }

  private MemorySegment map(long sizeBytes) {
    try {
      Path file = Files.createTempFile("virtfun", ".region");
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE)) {
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, sizeBytes, arena);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writable, as the guest has it. */
  public MemorySegment input() {
    return input;
  }

  /** The whole capacity. */
  public MemorySegment output() {
    return output;
  }

  /** Nothing outside the slices has changed. */
  public void requireGuardsIntact() {
    requireGuard(0, input.address() - region.address());
    requireGuard(end(input), output.address() - region.address());
    requireGuard(end(output), region.byteSize());
  }

  /** The input is as it was. */
  public void requireInput(byte[] content) {
    assertEquals(-1, input.mismatch(MemorySegment.ofArray(content)), "input changed at");
  }

  private long end(MemorySegment slice) {
    return slice.address() + slice.byteSize() - region.address();
  }

  private void requireGuard(long from, long to) {
    for (long at = from; at < to; at++) {
      if (region.get(ValueLayout.JAVA_BYTE, at) != GUARD) {
        fail("written outside the slices, at " + at);
      }
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
