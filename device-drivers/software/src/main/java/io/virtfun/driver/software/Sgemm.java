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
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@code sgemm}: the product of two float32 matrices, C = alpha·A·B.
 *
 * <p>All are row-major: A is m×k, B is k×n, C is m×n. The input is A followed by B.
 *
 * <p>A panel of B and four rows of A and C at a time are staged on the heap, at most 600 KiB per
 * call: the compiler turns loops over arrays, unlike loops over segments, into vector instructions,
 * and the panel stays in the second-level cache. Partial sums rest in the output.
 */
final class Sgemm {
  private static final int M = 0;
  private static final int N = 1;
  static final int K = 2;
  static final int ALPHA = 3;
  private static final long MAX_DIMENSION = 65_535;

  /** All three matrices together: at most some 18 000 multiplications. */
  private static final long INLINE_BYTES = 8192;

  private static final int PANEL_COLUMNS = 512;
  private static final int PANEL_DEPTH = 256;
  private static final int ROWS = 4;
  private static final int WIDE_COLUMNS = 256;

  /** Some 50 µs of work between two looks at the cancellation. */
  private static final int MULTIPLICATIONS_PER_LOOK = ROWS * PANEL_COLUMNS * PANEL_DEPTH;

  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment input;
  private final MemorySegment output;
  private final Cancellation cancellation;
  private final int m;
  private final int n;
  private final int k;
  private final float alpha;
  private final float[][] panel;
  private final float[][] aRows;
  private final float[][] cRows;

  private Sgemm(Invocation call) {
    this.input = call.input();
    this.output = call.output();
    this.cancellation = call.cancellation();
    this.m = (int) call.arguments().whole(M);
    this.n = (int) call.arguments().whole(N);
    this.k = (int) call.arguments().whole(K);
    this.alpha = (float) call.arguments().real(ALPHA);
    int columns = Math.min(n, PANEL_COLUMNS);
    int depth = Math.min(k, PANEL_DEPTH);
    this.panel = new float[depth][columns];
    this.aRows = new float[ROWS][depth];
    this.cRows = new float[ROWS][columns];
  }

  static DeviceFunction function() {
    FunctionSpec spec =
        new FunctionSpec(
            "sgemm",
            1,
            "C = alpha*A*B, float32 row-major: A (m*k), B (k*n) -> C (m*n)",
            true,
            4,
            List.of(
                Parameter.u32("m", 1, MAX_DIMENSION),
                Parameter.u32("n", 1, MAX_DIMENSION),
                Parameter.u32("k", 1, MAX_DIMENSION),
                Parameter.f32("alpha", -Float.MAX_VALUE, Float.MAX_VALUE).orElse(1)),
            SizeRule.exactly(Term.product(4, M, K), Term.product(4, K, N)),
            SizeRule.exactly(Term.product(4, M, N)));
    return new Synchronous(spec, INLINE_BYTES, Sgemm::run);
  }

  static Outcome run(Invocation call) {
    return new Sgemm(call).multiply();
  }

  /** The arguments for the same product with an alpha of 1. */
  static Arguments unscaled(Arguments arguments) {
    return Arguments.of(
        arguments.function(),
        Map.of(
            "m", arguments.whole(M),
            "n", arguments.whole(N),
            "k", arguments.whole(K),
            "alpha", 1));
  }

  private Outcome multiply() {
    for (int column = 0; column < n; column += PANEL_COLUMNS) {
      int columns = Math.min(PANEL_COLUMNS, n - column);
      for (int depth = 0; depth < k; depth += PANEL_DEPTH) {
        Block block = new Block(column, columns, depth, Math.min(PANEL_DEPTH, k - depth));
        loadPanel(block);
        if (!multiplyAllRows(block)) {
          return Outcome.stopped();
        }
      }
    }
    return Outcome.ok(4L * m * n);
  }

  /** False where the call is to stop before the last row. */
  private boolean multiplyAllRows(Block block) {
    long sinceLook = MULTIPLICATIONS_PER_LOOK;
    for (int row = 0; row < m; row += ROWS) {
      if (sinceLook >= MULTIPLICATIONS_PER_LOOK) {
        if (cancellation.isRequested()) {
          return false;
        }
        sinceLook = 0;
      }
      multiplyRows(row, Math.min(ROWS, m - row), block);
      sinceLook += (long) ROWS * block.columns * block.depths;
    }
    return true;
  }

  /** The part of B in the panel. */
  private record Block(int column, int columns, int depth, int depths) {}

  private void loadPanel(Block block) {
    long b = 4L * m * k;
    for (int d = 0; d < block.depths; d++) {
      long at = b + 4 * ((block.depth + d) * (long) n + block.column);
      MemorySegment.copy(input, F32, at, panel[d], 0, block.columns);
    }
  }

  private void multiplyRows(int row, int rows, Block block) {
    for (int r = 0; r < rows; r++) {
      loadRow(row + r, aRows[r], cRows[r], block);
    }
    int d = 0;
    for (; d + 4 <= block.depths; d += 4) {
      for (int r = 0; r < rows; r++) {
        if (block.columns >= WIDE_COLUMNS) {
          addFourWide(cRows[r], aRows[r], d, block.columns);
        } else {
          addFour(cRows[r], aRows[r], d, block.columns);
        }
      }
    }
    for (; d < block.depths; d++) {
      for (int r = 0; r < rows; r++) {
        addOne(cRows[r], aRows[r][d], panel[d], block.columns);
      }
    }
    for (int r = 0; r < rows; r++) {
      MemorySegment.copy(cRows[r], 0, output, F32, cOffset(row + r, block), block.columns);
    }
  }

  private void loadRow(int row, float[] a, float[] c, Block block) {
    MemorySegment.copy(input, F32, 4 * ((long) row * k + block.depth), a, 0, block.depths);
    for (int d = 0; d < block.depths; d++) {
      a[d] *= alpha;
    }
    if (block.depth == 0) {
      Arrays.fill(c, 0);
    } else {
      MemorySegment.copy(output, F32, cOffset(row, block), c, 0, block.columns);
    }
  }

  private long cOffset(int row, Block block) {
    return 4 * ((long) row * n + block.column);
  }

  /** Four steps at once: C is loaded and stored a quarter as often. */
  private void addFour(float[] c, float[] a, int d, int columns) {
    float a0 = a[d];
    float a1 = a[d + 1];
    float a2 = a[d + 2];
    float a3 = a[d + 3];
    float[] b0 = panel[d];
    float[] b1 = panel[d + 1];
    float[] b2 = panel[d + 2];
    float[] b3 = panel[d + 3];
    for (int j = 0; j < columns; j++) {
      c[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
    }
  }

  /**
   * The same once more, which the compiler shapes for long loops: it goes by how long a method's
   * loops mostly were when it compiled it, and after many small matrices large ones took 1.7 times
   * as long for good.
   */
  private void addFourWide(float[] c, float[] a, int d, int columns) {
    float a0 = a[d];
    float a1 = a[d + 1];
    float a2 = a[d + 2];
    float a3 = a[d + 3];
    float[] b0 = panel[d];
    float[] b1 = panel[d + 1];
    float[] b2 = panel[d + 2];
    float[] b3 = panel[d + 3];
    for (int j = 0; j < columns; j++) {
      c[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
    }
  }

  private static void addOne(float[] c, float a, float[] b, int columns) {
    for (int j = 0; j < columns; j++) {
      c[j] += a * b[j];
    }
  }
}
