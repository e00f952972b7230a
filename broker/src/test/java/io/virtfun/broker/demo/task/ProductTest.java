package io.virtfun.broker.demo.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products, compared in every entry or, with the limit at 0, in some and in all together. */
class ProductTest {
  private static final int M = 30;
  private static final int N = 20;
  private static final int K = 40;

  private final Product.Factors factors = new Product.Factors(M, N, K, new SplittableRandom(5));

  @ParameterizedTest
  @ValueSource(longs = {0, 1000})
  void shouldAcceptWhenTheProductIsRight(long mostComplete) {
    assertEquals(Optional.empty(), product(mostComplete).difference(right()));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1000})
  void shouldRefuseWhenOneEntryIsWrong(long mostComplete) {
    for (int i = 0; i < M * N; i++) {
      float[] wrong = right();
      wrong[i] += 1;

      assertNotEquals(Optional.empty(), product(mostComplete).difference(wrong), "entry " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void shouldRefuseWhenAnEntryIsNoNumber(float no) {
    float[] wrong = right();
    wrong[17] = no;

    assertNotEquals(Optional.empty(), product(1000).difference(wrong));
    assertNotEquals(Optional.empty(), product(0).difference(wrong));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1000})
  void shouldRefuseWhenRowsAreSwapped(long mostComplete) {
    float[] wrong = right();
    System.arraycopy(right(), 0, wrong, N, N);
    System.arraycopy(right(), N, wrong, 0, N);

    assertNotEquals(Optional.empty(), product(mostComplete).difference(wrong));
  }

  private Product product(long mostComplete) {
    return new Product(factors, mostComplete, new SplittableRandom(6));
  }

  /** In float32, entry by entry, from the input as a device gets it. */
  private float[] right() {
    float[] input = Floats.read(MemorySegment.ofArray(factors.input()));
    float[] c = new float[M * N];
    for (int row = 0; row < M; row++) {
      for (int column = 0; column < N; column++) {
        for (int d = 0; d < K; d++) {
          c[row * N + column] += input[row * K + d] * input[M * K + d * N + column];
        }
        c[row * N + column] *= (float) factors.alpha();
      }
    }
    return c;
  }
}
