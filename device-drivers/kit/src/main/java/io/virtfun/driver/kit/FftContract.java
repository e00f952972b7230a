package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.functions.Arguments;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code fft} promises; checked against the definition, computed in double precision. */
abstract class FftContract extends DeviceContract {
  @Override
  Set<String> functions() {
    return Set.of("fft");
  }

  @Test
  void shouldGiveTheSpectrumWhenItIsExact() {
    float[] sequence = {1, 0, 0, 1, -1, 0, 0, -1};

    assertArrayEquals(new float[] {0, 0, 4, 0, 0, 0, 0, 0}, fft(sequence, 4, 0));
    assertArrayEquals(new float[] {0, 0, 0, 0, 0, 0, 1, 0}, fft(sequence, 4, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048})
  void shouldGiveTheDefinitionsSpectrumWhenForward(int n) {
    float[] sequence = Floats.random(2 * n, n);

    assertClose(dft(sequence, -1, 1), fft(sequence, n, 0), n);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048})
  void shouldGiveTheDefinitionsSequenceWhenInverse(int n) {
    float[] spectrum = Floats.random(2 * n, n);

    assertClose(dft(spectrum, 1, 1.0 / n), fft(spectrum, n, 1), n);
  }

  @ParameterizedTest
  @CsvSource({"4096, 1", "8192, 4097", "1048576, 777777", "4194304, 3"})
  void shouldGiveOneLineWhenTheSequenceIsATone(int n, int frequency) {
    float[] tone = new float[2 * n];
    for (int t = 0; t < n; t++) {
      double angle = 2 * Math.PI * ((long) frequency * t % n) / n;
      tone[2 * t] = (float) Math.cos(angle);
      tone[2 * t + 1] = (float) Math.sin(angle);
    }
    double[] line = new double[2 * n];
    line[2 * frequency] = n;

    assertClose(line, fft(tone, n, 0), n);
  }

  @ParameterizedTest
  @ValueSource(ints = {4096, 32_768, 262_144, 1_048_576})
  void shouldGiveTheSequenceBackWhenTransformedThereAndBack(int n) {
    float[] sequence = Floats.random(2 * n, n);
    double[] expected = new double[2 * n];
    Arrays.setAll(expected, i -> sequence[i]);

    assertClose(expected, fft(fft(sequence, n, 0), n, 1), n);
  }

  @Test
  void shouldTransformEachSequenceWhenThereAreSeveral() {
    float[] sequences = Floats.random(2 * 64 * 5, 64);
    float[] spectra = fft(sequences, 64, 0);
    for (int i = 0; i < 5; i++) {
      float[] one = Arrays.copyOfRange(sequences, 128 * i, 128 * (i + 1));

      assertArrayEquals(fft(one, 64, 0), Arrays.copyOfRange(spectra, 128 * i, 128 * (i + 1)));
    }
  }

  @Test
  void shouldBeRefusedAsDataWhenTheSizeIsNotTheSequences() {
    assertTrue(device.admits("fft", Map.of("n", 8), 64));
    assertFalse(device.admits("fft", Map.of("n", 8), 56));
    assertTrue(device.admits("fft", Map.of("n", 8, "batch", 3), 192));
    assertFalse(device.admits("fft", Map.of("n", 8, "batch", 3), 64));
    assertFalse(device.admits("fft", Map.of("n", 1 << 22, "batch", 1 << 24), 1 << 25));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 12, 1 << 23})
  void shouldBeRefusedAsAnArgumentWhenNoPowerOfTwoInRange(int n) {
    assertThrows(
        IllegalArgumentException.class, () -> Arguments.of(device.spec("fft"), Map.of("n", n)));
  }

  private float[] fft(float[] sequences, int n, int inverse) {
    Map<String, ?> parameters =
        Map.of("n", n, "inverse", inverse, "batch", sequences.length / (2 * n));
    return Floats.decode(device.call("fft", parameters, Floats.encode(sequences)).result());
  }

  /** The definition. */
  private static double[] dft(float[] x, int sign, double scale) {
    int n = x.length / 2;
    double[] result = new double[2 * n];
    for (int f = 0; f < n; f++) {
      for (int t = 0; t < n; t++) {
        double angle = sign * 2 * Math.PI * ((long) f * t % n) / n;
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        result[2 * f] += scale * (x[2 * t] * cos - x[2 * t + 1] * sin);
        result[2 * f + 1] += scale * (x[2 * t] * sin + x[2 * t + 1] * cos);
      }
    }
    return result;
  }

  /**
   * The error's norm is within 1e-7·(1 + log2 n) of the result's, about two roundings per pass of a
   * radix-2 transform. Source: N. Higham, Accuracy and Stability of Numerical Algorithms, theorem
   * 24.2, whose bound is larger.
   */
  private static void assertClose(double[] expected, float[] actual, int n) {
    assertEquals(expected.length, actual.length);
    double error = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow(expected[i] - actual[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    double tolerance = 1e-7 * (1 + Integer.numberOfTrailingZeros(n));

    assertEquals(0, Math.sqrt(error / norm), tolerance, "relative error");
  }
}
