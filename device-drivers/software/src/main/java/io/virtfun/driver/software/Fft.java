package io.virtfun.driver.software;

import io.virtfun.driver.spi.Cancellation;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.Parameter;
import io.virtfun.functions.SizeRule;
import io.virtfun.functions.Term;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * {@code fft}: discrete Fourier transforms of complex float32 sequences, one after the other.
 *
 * <p>Numbers are interleaved, real part first. Forward is X[f] = Σ x[t]·e^(−2πi·f·t/n); inverse has
 * the other sign and divides by n.
 *
 * <p>A sequence is staged on the heap, twice, because a pass reads one array and writes the other:
 * 16·n bytes per call, at most 64 MiB. Factors are kept once computed, at most 48 MiB for all
 * sizes.
 *
 * <p><b>Source:</b> the Stockham autosort form of Cooley-Tukey, radix 4; C. Van Loan, Computational
 * Frameworks for the Fast Fourier Transform, section 1.7.
 */
final class Fft {
  static final int N = 0;
  private static final int INVERSE = 1;
  private static final int BATCH = 2;
  private static final int MAX_LOG2_N = 22;
  private static final long MAX_BATCH = 1 << 24;

  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** A pass over that many bytes takes some 50 µs. */
  private static final int BYTES_PER_LOOK = 1 << 17;

  private static final int WINDOW_FLOATS = Window.BYTES / Float.BYTES;

  /** e^(−2πi·j/n) for j below 3n/4, by log2 of n. */
  private static final AtomicReferenceArray<float[]> FACTORS =
      new AtomicReferenceArray<>(MAX_LOG2_N + 1);

  private Fft() {}

  static DeviceFunction function() {
    SizeRule size = SizeRule.exactly(Term.product(8, N, BATCH));
    FunctionSpec spec =
        new FunctionSpec(
            "fft",
            1,
            "Fourier transforms of batch sequences of n complex float32, interleaved",
            true,
            4,
            List.of(
                Parameter.u32("n", 1, 1 << MAX_LOG2_N).ofPowerOfTwo(),
                Parameter.u32("inverse", 0, 1).orElse(0),
                Parameter.u32("batch", 1, MAX_BATCH).orElse(1)),
            size,
            size);
    return Synchronous.worker(spec, Fft::run);
  }

  private static Outcome run(Invocation call) {
    Arguments arguments = call.arguments();
    int n = (int) arguments.whole(N);
    boolean inverse = arguments.whole(INVERSE) == 1;
    float[] factors = factors(n);
    float[] x = new float[2 * n];
    float[] y = new float[2 * n];
    long sequenceBytes = 8L * n;
    long end = sequenceBytes * arguments.whole(BATCH);
    long unlookedBytes = 0;
    for (long at = 0; at < end; at += sequenceBytes) {
      unlookedBytes += sequenceBytes;
      if (unlookedBytes >= BYTES_PER_LOOK) {
        unlookedBytes = 0;
        if (call.cancellation().isRequested()) {
          return Outcome.stopped();
        }
      }
      load(call.input(), at, x);
      if (inverse) {
        swapParts(x, 1);
      }
      float[] result = transform(x, y, factors, call.cancellation());
      if (result == null) {
        return Outcome.stopped();
      }
      if (inverse) {
        swapParts(result, 1f / n);
      }
      store(result, call.output(), at);
    }
    return Outcome.ok(end);
  }

  /**
   * Transforms x forward; the result is in the array returned, the other is overwritten. Null where
   * the call is to stop before the last pass.
   */
  private static float @Nullable [] transform(
      float[] x, float[] y, float[] factors, Cancellation cancellation) {
    boolean looks = x.length >= BYTES_PER_LOOK / Float.BYTES;
    float[] from = x;
    float[] to = y;
    int stride = 2;
    int length = x.length;
    for (; length > 4; length /= 4, stride *= 4) {
      if (looks && cancellation.isRequested()) {
        return null;
      }
      radix4(from, to, stride, factors);
      float[] swap = from;
      from = to;
      to = swap;
    }
    if (length == 4) {
      radix2(from, to);
      return to;
    }
    return from;
  }

  /** The last pass where n is no power of four; its factors are 1. */
  private static void radix2(float[] x, float[] y) {
    int half = x.length / 2;
    for (int i = 0; i < half; i++) {
      y[i] = x[i] + x[i + half];
      y[i + half] = x[i] - x[i + half];
    }
  }

  /** One pass; runs of {@code stride} floats share their factors. */
  private static void radix4(float[] x, float[] y, int stride, float[] factors) {
    int quarter = x.length / 4;
    for (int from = 0; from < quarter; from += stride) {
      float w1r = factors[from];
      float w1i = factors[from + 1];
      float w2r = factors[2 * from];
      float w2i = factors[2 * from + 1];
      float w3r = factors[3 * from];
      float w3i = factors[3 * from + 1];
      int a = from;
      for (int to = 4 * from; to < 4 * from + stride; to += 2, a += 2) {
        int b = a + quarter;
        int c = b + quarter;
        int d = c + quarter;
        float acR = x[a] + x[c];
        float acI = x[a + 1] + x[c + 1];
        float bdR = x[b] + x[d];
        float bdI = x[b + 1] + x[d + 1];
        float diffR = x[a] - x[c];
        float diffI = x[a + 1] - x[c + 1];
        float turnR = x[b + 1] - x[d + 1];
        float turnI = x[d] - x[b];
        y[to] = acR + bdR;
        y[to + 1] = acI + bdI;
        put(y, to + stride, diffR + turnR, diffI + turnI);
        multiply(y, to + stride, w1r, w1i);
        put(y, to + 2 * stride, acR - bdR, acI - bdI);
        multiply(y, to + 2 * stride, w2r, w2i);
        put(y, to + 3 * stride, diffR - turnR, diffI - turnI);
        multiply(y, to + 3 * stride, w3r, w3i);
      }
    }
  }

  private static void put(float[] y, int at, float re, float im) {
    y[at] = re;
    y[at + 1] = im;
  }

  private static void multiply(float[] y, int at, float re, float im) {
    put(y, at, y[at] * re - y[at + 1] * im, y[at] * im + y[at + 1] * re);
  }

  private static float[] factors(int n) {
    int log2 = Integer.numberOfTrailingZeros(n);
    float[] known = FACTORS.get(log2);
    if (known != null) {
      return known;
    }
    float[] factors = new float[3 * n / 2];
    for (int j = 0; j < factors.length / 2; j++) {
      double angle = -2 * Math.PI * j / n;
      put(factors, 2 * j, (float) Math.cos(angle), (float) Math.sin(angle));
    }
    FACTORS.set(log2, factors);
    return factors;
  }

  /** Swaps real and imaginary parts: between two swaps, a forward transform is an inverse one. */
  private static void swapParts(float[] x, float scale) {
    for (int i = 0; i < x.length; i += 2) {
      put(x, i, x[i + 1] * scale, x[i] * scale);
    }
  }

  private static void load(MemorySegment from, long at, float[] x) {
    for (int i = 0; i < x.length; i += WINDOW_FLOATS) {
      int count = Math.min(WINDOW_FLOATS, x.length - i);
      MemorySegment.copy(from, F32, at + 4L * i, x, i, count);
    }
  }

  private static void store(float[] x, MemorySegment to, long at) {
    for (int i = 0; i < x.length; i += WINDOW_FLOATS) {
      int count = Math.min(WINDOW_FLOATS, x.length - i);
      MemorySegment.copy(x, i, to, F32, at + 4L * i, count);
    }
  }
}
