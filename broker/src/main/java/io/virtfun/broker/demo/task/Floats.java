package io.virtfun.broker.demo.task;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** Little-endian float32 numbers as payloads carry them. */
final class Floats {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** How far rounding a number to float32 takes it away at most, relative to the number. */
  static final double ROUNDING = 0x1p-24;

  private Floats() {}

  /** Numbers in -1..1. */
  static float[] noise(SplittableRandom random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (random.nextInt() >> 8) * 0x1p-23f;
    }
    return numbers;
  }

  static void write(float[] numbers, byte[] bytes, int at) {
    MemorySegment.copy(numbers, 0, MemorySegment.ofArray(bytes), F32, at, numbers.length);
  }

  static float[] read(MemorySegment bytes) {
    return bytes.toArray(F32);
  }
}
