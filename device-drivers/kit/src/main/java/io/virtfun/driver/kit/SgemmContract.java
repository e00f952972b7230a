package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.functions.Arguments;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code sgemm} promises; checked against the definition, computed in double precision. */
abstract class SgemmContract extends DeviceContract {
  /** Half a unit in the last place of 1. */
  private static final double UNIT_ROUNDOFF = 0x1p-24;

  @Override
  Set<String> functions() {
    return Set.of("sgemm");
  }

  @Test
  void shouldGiveTheProductWhenItIsExact() {
    float[] ab = {1, 2, 3, 4, 5, 6, /* B: */ 7, 8, 9, 10, 11, 12};

    assertArrayEquals(
        new float[] {58, 64, 139, 154},
        Floats.decode(device.call("sgemm", parameters(2, 2, 3, 1), Floats.encode(ab)).result()));
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1",
    "1,1,1000",
    "1,7,3",
    "5,1,9",
    "4,4,4",
    "3,600,5",
    "17,33,65",
    "64,64,64",
    "130,513,257",
    "5,512,256",
    "2,1025,513",
    "200,3,700",
  })
  void shouldGiveTheProductWhenTheShapeIsAny(int m, int n, int k) {
    assertProduct(m, n, k, 1);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -1, 0.3f, 1e6f})
  void shouldScaleTheProductWhenAlphaIsGiven(float alpha) {
    assertProduct(19, 23, 300, alpha);
  }

  @Test
  void shouldGiveTheProductWhenShapesAreDrawnAtRandom() {
    Random random = new Random(11);
    for (int i = 0; i < 60; i++) {
      assertProduct(1 + random.nextInt(40), 1 + random.nextInt(600), 1 + random.nextInt(300), 1);
    }
  }

  /**
   * Each sum of k products may be off by (k + 3) roundings of the sum of magnitudes. Source: N.
   * Higham, Accuracy and Stability of Numerical Algorithms, section 3.1, in any order of summation.
   */
  private void assertProduct(int m, int n, int k, float alpha) {
    float[] ab = Floats.random(m * k + k * n, m + 31 * n + 1009 * k);
    byte[] result = device.call("sgemm", parameters(m, n, k, alpha), Floats.encode(ab)).result();
    float[] c = Floats.decode(result);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        double magnitudes = 0;
        for (int p = 0; p < k; p++) {
          double product = (double) alpha * ab[i * k + p] * ab[m * k + p * n + j];
          sum += product;
          magnitudes += Math.abs(product);
        }
        double tolerance = (k + 3) * UNIT_ROUNDOFF * magnitudes;
        assertEquals(sum, c[i * n + j], tolerance, "row " + i + ", column " + j);
      }
    }
  }

  @Test
  void shouldBeRefusedAsDataWhenTheSizeIsNotTheMatrices() {
    assertTrue(device.admits("sgemm", parameters(2, 3, 4, 1), 4 * (2 * 4 + 4 * 3)));
    assertFalse(device.admits("sgemm", parameters(2, 3, 4, 1), 4 * (2 * 4 + 4 * 3) - 4));
    assertFalse(device.admits("sgemm", parameters(2, 3, 4, 1), 4 * (2 * 4 + 4 * 3) + 4));
  }

  @Test
  void shouldBeRefusedAsDataWhenASideExceeds4GiB() {
    assertFalse(device.admits("sgemm", parameters(65_535, 65_535, 1, 1), 4L * 2 * 65_535));
    Map<String, ?> most = parameters(65_535, 65_535, 65_535, 1);
    Arguments arguments = Arguments.of(device.spec("sgemm"), most);

    assertEquals(-1, device.spec("sgemm").input().evaluate(0, arguments));
  }

  @ParameterizedTest
  @CsvSource({"m,0", "n,65536", "k,0", "alpha,Infinity"})
  void shouldBeRefusedAsAnArgumentWhenOutOfRange(String name, String value) {
    Map<String, String> parameters =
        new HashMap<>(Map.of("m", "1", "n", "1", "k", "1", "alpha", "1"));
    parameters.put(name, value);

    assertThrows(
        IllegalArgumentException.class, () -> Arguments.of(device.spec("sgemm"), parameters));
  }

  private static Map<String, ?> parameters(int m, int n, int k, float alpha) {
    return Map.of("m", m, "n", n, "k", k, "alpha", alpha);
  }
}
