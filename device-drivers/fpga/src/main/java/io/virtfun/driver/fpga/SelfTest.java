package io.virtfun.driver.fpga;

import io.virtfun.driver.spi.Probe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.CRC32C;

/**
 * A call whose answer is known, on an accelerator that may hang.
 *
 * <p><b>Thread:</b> any but the accelerator's; blocks, twice as long as its patience at most and
 * then for a reset.
 */
final class SelfTest {
  private static final byte[] INPUT = {'a', 'b', 'c'};
  private static final long PAGE_BYTES = 4096;

  private final Accelerator accelerator;
  private final FpgaFunction function;
  private final long patienceMillis;

  SelfTest(Accelerator accelerator, FpgaFunction function, long patienceMillis) {
    this.accelerator = accelerator;
    this.function = function;
    this.patienceMillis = patienceMillis;
  }

  Probe run() {
    byte[] expected = expected();
    // The device reaches whole pages on a board: these are nobody else's.
    try (Arena arena = Arena.ofShared()) {
      MemorySegment input = arena.allocate(PAGE_BYTES, PAGE_BYTES).asSlice(0, INPUT.length);
      input.copyFrom(MemorySegment.ofArray(INPUT));
      MemorySegment output = arena.allocate(PAGE_BYTES, PAGE_BYTES).asSlice(0, expected.length);
      Result result = call(input.asReadOnly(), output);
      if (result != Result.OK) {
        return new Probe.Unavailable("a call of " + function.spec().name() + " ended as " + result);
      }
      return Arrays.equals(expected, output.toArray(ValueLayout.JAVA_BYTE))
          ? new Probe.Available(function.spec().name() + " answers right")
          : new Probe.Unavailable(function.spec().name() + " answers wrong");
    }
  }

  private Result call(MemorySegment input, MemorySegment output) {
    CompletableFuture<Result> ended = new CompletableFuture<>();
    PendingCall call =
        new PendingCall(function, input, output, 0, (result, _, _) -> ended.complete(result));
    accelerator.submit(call);
    return await(ended)
        .or(
            () -> {
              accelerator.abort(call);
              return await(ended);
            })
        .orElseGet(
            () -> {
              // It has the memory until the call has ended.
              accelerator.reset();
              return ended.join();
            });
  }

  private Optional<Result> await(CompletableFuture<Result> ended) {
    try {
      return Optional.of(ended.get(patienceMillis, TimeUnit.MILLISECONDS));
    } catch (TimeoutException _) {
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of a call is a value", e);
    }
  }

  private byte[] expected() {
    return switch (function) {
      case SHA256 -> {
        try {
          yield MessageDigest.getInstance("SHA-256").digest(INPUT);
        } catch (NoSuchAlgorithmException e) {
          throw new IllegalStateException("SHA-256 (expected: in every Java platform)", e);
        }
      }
      case CRC32C -> {
        CRC32C crc = new CRC32C();
        crc.update(INPUT);
        yield ByteBuffer.allocate(4)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt((int) crc.getValue())
            .array();
      }
    };
  }
}
