package io.virtfun.broker.demo.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transforms whose answers are known: both short ones and long, which are sampled. */
class TransformTest {
  private static final int[] SIZES = {8, 1 << 14};

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldAcceptAConstantWhenAnImpulseIsTransformed(boolean inverse) {
    for (int n : SIZES) {
      float[] impulse = new float[2 * n];
      impulse[0] = 1;
      float[] constant = new float[2 * n];
      for (int i = 0; i < 2 * n; i += 2) {
        constant[i] = inverse ? 1f / n : 1;
      }

      assertEquals(Optional.empty(), transform(impulse, inverse).difference(constant));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldAcceptOneBinWhenAToneIsTransformed(boolean inverse) {
    for (int n : SIZES) {
      float[] tone = tone(n, inverse ? -3 : 3);
      float[] bin = new float[2 * n];
      bin[6] = inverse ? 1 : n;

      assertEquals(Optional.empty(), transform(tone, inverse).difference(bin));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldRefuseWhenATonesBinIsAnother(boolean inverse) {
    for (int n : SIZES) {
      float[] bin = new float[2 * n];
      bin[8] = inverse ? 1 : n;

      assertNotEquals(
          Optional.empty(), transform(tone(n, inverse ? -3 : 3), inverse).difference(bin));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldRefuseWhenTheSignOfTheExponentIsWrong(boolean inverse) {
    for (int n : SIZES) {
      float[] bin = new float[2 * n];
      bin[6] = inverse ? 1 : n;

      assertNotEquals(
          Optional.empty(), transform(tone(n, inverse ? 3 : -3), inverse).difference(bin));
    }
  }

  private static float[] tone(int n, int frequency) {
    float[] tone = new float[2 * n];
    for (int t = 0; t < n; t++) {
      double angle = 2 * Math.PI * frequency * t / n;
      tone[2 * t] = (float) Math.cos(angle);
      tone[2 * t + 1] = (float) Math.sin(angle);
    }
    return tone;
  }

  private static Transform transform(float[] signal, boolean inverse) {
    return new Transform(
        new Circle(signal.length / 2), signal, inverse, new SplittableRandom(signal.length));
  }
}
