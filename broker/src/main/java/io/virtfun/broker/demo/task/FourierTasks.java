package io.virtfun.broker.demo.task;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** {@code fft}: tones in noise, transformed forward or back, one or several sequences at once. */
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
    Circle circle = new Circle(n);
    byte[] input = new byte[8 * n * batch];
    Transform[] transforms = new Transform[batch];
    for (int i = 0; i < batch; i++) {
      float[] signal = signal(n, random);
      Floats.write(signal, input, 8 * n * i);
      transforms[i] = new Transform(circle, signal, inverse, random);
    }
    return Exercise.of(
        Map.of("n", n, "batch", batch, "inverse", inverse ? 1 : 0),
        input,
        input.length,
        output ->
            Check.ofLength(
                input.length, output, () -> difference(transforms, Floats.read(output))));
  }

  private static float[] signal(int n, SplittableRandom random) {
    float[] signal = Floats.noise(random, 2 * n);
    for (int tone = 0; tone < TONES; tone++) {
      double step = 2 * Math.PI * random.nextDouble();
      for (int t = 0; t < n; t++) {
        signal[2 * t] += (float) Math.cos(step * t);
      }
    }
    return signal;
  }

  private static Optional<String> difference(Transform[] transforms, float[] answers) {
    int length = answers.length / transforms.length;
    for (int i = 0; i < transforms.length; i++) {
      String place = transforms.length == 1 ? "" : "sequence " + i + ", ";
      Optional<String> difference =
          transforms[i].difference(Arrays.copyOfRange(answers, i * length, (i + 1) * length));
      if (difference.isPresent()) {
        return difference.map(place::concat);
      }
    }
    return Optional.empty();
  }
}
