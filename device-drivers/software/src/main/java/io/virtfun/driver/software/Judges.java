package io.virtfun.driver.software;

import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Verdict;
import io.virtfun.functions.Arguments;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Whether other devices' outputs of functions are right that have more than one right output.
 *
 * <p>A verdict of wrong takes a device out of service, and the inputs are guests': so a bound holds
 * for every order in which a device may sum and scale, and for numbers too small for it, and
 * nothing is said where sums may overflow in one of them.
 *
 * <p><b>Thread:</b> any. <b>Source:</b> of bounds on rounding, N. Higham, Accuracy and Stability of
 * Numerical Algorithms, sections 3.5 and 24.1.
 */
final class Judges {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Half the distance from 1 to the next number of 32 bits. */
  private static final double ROUNDING = 0x1p-24;

  /** Sums below this overflow in no order. */
  private static final double SAFE = Float.MAX_VALUE / 4;

  /** Far more than transforms lose by rounding: 30 times the logarithm of the largest length. */
  private static final double TRANSFORM_ERROR = 1e-4;

  private Judges() {}

  /**
   * Of {@code sgemm}: an element may differ by what the rounding of k products and their sums makes
   * of the sum of their magnitudes, for either device.
   *
   * <p>Devices scale a factor, a product or the sum. Those without denormal numbers lose up to the
   * least normal number of alpha, which counts once for each product, and of each other number that
   * they read or compute, times what that is multiplied with.
   */
  static Verdict sgemm(Invocation own, MemorySegment output) {
    if (output.byteSize() != own.output().byteSize()) {
      return Verdict.WRONG;
    }
    double terms = own.arguments().whole(Sgemm.K) + 4;
    double alpha = Math.abs(own.arguments().real(Sgemm.ALPHA));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment input = arena.allocate(own.input().byteSize());
      double most = magnitudes(own.input(), input);
      MemorySegment sums = arena.allocate(output.byteSize());
      Outcome outcome =
          Sgemm.run(
              new Invocation(Sgemm.unscaled(own.arguments()), input, sums, own.cancellation()));
      if (outcome.kind() != Outcome.Kind.OK || !(alpha * most < SAFE)) {
        return Verdict.UNDECIDED;
      }
      double share = 2.1 * terms * ROUNDING * alpha + Float.MIN_NORMAL;
      double tiny = Float.MIN_NORMAL * terms * (1 + alpha) * (1 + 2 * most);
      Verdict verdict = Verdict.RIGHT;
      for (long at = 0; at < output.byteSize(); at += Float.BYTES) {
        double sum = sums.get(F32, at);
        double error = Math.abs((double) output.get(F32, at) - own.output().get(F32, at));
        if (!(Math.max(1, alpha) * sum < SAFE)) {
          verdict = Verdict.UNDECIDED;
        } else if (!(error <= share * sum + tiny)) {
          return Verdict.WRONG;
        }
      }
      return verdict;
    }
  }

  /** Copies the numbers without their signs; the greatest of them. */
  private static double magnitudes(MemorySegment from, MemorySegment to) {
    double most = 0;
    for (long at = 0; at < from.byteSize(); at += Float.BYTES) {
      float magnitude = Math.abs(from.get(F32, at));
      to.set(F32, at, magnitude);
      most = Math.max(most, magnitude);
    }
    return most;
  }

  /** Of {@code fft}: the distance of each sequence is small beside its norm. */
  static Verdict fft(Invocation own, MemorySegment output) {
    if (output.byteSize() != own.output().byteSize()) {
      return Verdict.WRONG;
    }
    long sequenceBytes = 8 * own.arguments().whole(Fft.N);
    Verdict verdict = Verdict.RIGHT;
    for (long at = 0; at < output.byteSize(); at += sequenceBytes) {
      Verdict each =
          sequence(
              own.input().asSlice(at, sequenceBytes),
              own.output().asSlice(at, sequenceBytes),
              output.asSlice(at, sequenceBytes));
      if (each == Verdict.WRONG) {
        return each;
      }
      verdict = each == Verdict.UNDECIDED ? each : verdict;
    }
    return verdict;
  }

  private static Verdict sequence(MemorySegment input, MemorySegment own, MemorySegment other) {
    double magnitudes = 0;
    double norm = 0;
    double error = 0;
    for (long at = 0; at < own.byteSize(); at += Float.BYTES) {
      magnitudes += Math.abs(input.get(F32, at));
      double expected = own.get(F32, at);
      double distance = other.get(F32, at) - expected;
      norm += expected * expected;
      error += distance * distance;
    }
    if (!(magnitudes < SAFE)) {
      return Verdict.UNDECIDED;
    }
    double tiny = Float.MIN_NORMAL * own.byteSize();
    return Math.sqrt(error) <= TRANSFORM_ERROR * Math.sqrt(norm) + tiny
        ? Verdict.RIGHT
        : Verdict.WRONG;
  }

  /** Of {@code deflate}: decompressed it is the input. */
  static Verdict deflate(Invocation own, MemorySegment output) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment inflated = arena.allocate(own.input().byteSize());
      Arguments arguments =
          Arguments.of(
              Zlib.inflate().spec(), Map.of("zlib", own.arguments().whole(Zlib.DEFLATE_ZLIB)));
      Outcome outcome =
          Zlib.inflate(
              new Invocation(arguments, output.asReadOnly(), inflated, own.cancellation()));
      if (outcome.kind() == Outcome.Kind.STOPPED) {
        return Verdict.UNDECIDED;
      }
      boolean same =
          outcome.kind() == Outcome.Kind.OK
              && outcome.value() == own.input().byteSize()
              && inflated.mismatch(own.input()) < 0;
      return same ? Verdict.RIGHT : Verdict.WRONG;
    }
  }
}
