package io.virtfun.broker.demo.task;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** {@code fft}: a few tones in noise, transformed forward and back, one or several at once. */
final class FourierTasks {
  private static final int TONES = 3;

  private FourierTasks() {}

  static List<Task> fft() {
    return List.of(
        task(1 << 4, 1, false),
        task(1 << 10, 1, false),
        task(1 << 8, 64, true),
        task(1 << 14, 1, false),
        task(1 << 17, 1, true),
        task(1 << 20, 1, false));
  }

  private static Task task(int n, int batch, boolean inverse) {
    String shape = (batch == 1 ? "" : batch + " of ") + "n=" + n + (inverse ? " inverse" : "");
    return new Task("fft", 8L * n * batch, shape, random -> exercise(random, n, batch, inverse));
  }

  private static Exercise exercise(SplittableRandom random, int n, int batch, boolean inverse) {
    float[] signal = new float[2 * n * batch];
    for (int i = 0; i < batch; i++) {
      fill(signal, 2 * n * i, n, random);
    }
    byte[] input = new byte[4 * signal.length];
    Floats.write(signal, input, 0);
    Transform transform = new Transform(n, inverse, random.split());
    return Exercise.of(
        Map.of("n", n, "batch", batch, "inverse", inverse ? 1 : 0),
        input,
        input.length,
        output ->
            Check.ofLength(
                input.length, output, () -> transform.difference(signal, Floats.read(output))));
  }

  private static void fill(float[] signal, int from, int n, SplittableRandom random) {
    float[] noise = Floats.noise(random, 2 * n);
    System.arraycopy(noise, 0, signal, from, noise.length);
    for (int tone = 0; tone < TONES; tone++) {
      double step = 2 * Math.PI * random.nextDouble();
      for (int t = 0; t < n; t++) {
        signal[from + 2 * t] += (float) Math.cos(step * t);
      }
    }
  }
}
