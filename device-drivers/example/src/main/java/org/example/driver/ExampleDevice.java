package org.example.driver;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.Adler32;

/** {@code adler32} on the host's processors. */
final class ExampleDevice implements Device {
  private static final ValueLayout.OfInt BIG_ENDIAN =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** Summed up in well under a millisecond. */
  private static final long WINDOW_BYTES = 1 << 20;

  /** Inputs of this size are done in a few microseconds, and so run on an event loop. */
  private static final long INLINE_BYTES = 8192;

  private static final FunctionSpec ADLER32 =
      new FunctionSpec(
          "adler32",
          1,
          "Adler-32, big-endian",
          true,
          1,
          List.of(),
          SizeRule.any(),
          SizeRule.exactly(Term.constant(4)));

  private final int slots;

  ExampleDevice(int slots) {
    this.slots = slots;
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public List<DeviceFunction> functions() {
    return List.of(new Synchronous(ADLER32, INLINE_BYTES, ExampleDevice::adler32));
  }

  private static Outcome adler32(Invocation call) {
    MemorySegment input = call.input();
    Adler32 sum = new Adler32();
    for (long at = 0; at < input.byteSize(); at += WINDOW_BYTES) {
      if (call.cancellation().isRequested()) {
        return Outcome.stopped();
      }
      long size = Math.min(WINDOW_BYTES, input.byteSize() - at);
      sum.update(input.asSlice(at, size).asByteBuffer());
    }
    call.output().set(BIG_ENDIAN, 0, (int) sum.getValue());
    return Outcome.ok(4);
  }

  /** Nothing: every call frees what it took. */
  @Override
  public void close() {}
}
