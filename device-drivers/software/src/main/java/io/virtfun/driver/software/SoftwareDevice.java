package io.virtfun.driver.software;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Verdict;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The standard catalogue on the host's processors; one call keeps one processor busy.
 *
 * <p><b>Thread:</b> immutable; kernels share nothing but constant tables.
 */
final class SoftwareDevice implements Device {
  /** Input and output of this size go through the plain functions in a few microseconds. */
  static final long INLINE_BYTES = 8192;

  private static final List<DeviceFunction> FUNCTIONS =
      List.of(
          Baseline.noop(),
          Baseline.echo(),
          Digests.crc32c(),
          Digests.sha256(),
          AesGcm.seal(),
          AesGcm.open(),
          Zlib.deflate(),
          Zlib.inflate(),
          Sgemm.function(),
          Fft.function(),
          SortI64.function());

  private final int slots;

  SoftwareDevice(int slots) {
    this.slots = slots;
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public List<DeviceFunction> functions() {
    return FUNCTIONS;
  }

  @Override
  public Verdict judge(Invocation own, MemorySegment output) {
    return switch (own.arguments().function().name()) {
      case "sgemm" -> Judges.sgemm(own, output);
      case "fft" -> Judges.fft(own, output);
      case "deflate" -> Judges.deflate(own, output);
      default -> Device.super.judge(own, output);
    };
  }

  /** Does nothing: every call frees what it took. */
  @Override
  public void close() {}
}
