package io.virtfun.driver.software;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Verdict;
import io.virtfun.functions.Arguments;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the software device says of other devices' outputs. */
class JudgesTest {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final float MAX = Float.MAX_VALUE;

  private final Device device = new SoftwareDevice(1);
  private final Random random = new Random(7);

  /** The call as the software device has run it. */
  private Invocation run(String function, Map<String, ?> arguments, byte[] input, long room) {
    Synchronous found =
        (Synchronous)
            device.functions().stream()
                .filter(each -> each.spec().name().equals(function))
                .findFirst()
                .orElseThrow();
    MemorySegment output = Arena.ofAuto().allocate(room);
    Invocation call =
        new Invocation(Arguments.of(found.spec(), arguments), MemorySegment.ofArray(input), output);
    Outcome outcome = found.kernel().run(call);
    assertEquals(Outcome.Kind.OK, outcome.kind());
    return new Invocation(call.arguments(), call.input(), output.asSlice(0, outcome.value()));
  }

  private static byte[] bytes(float... numbers) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[4 * numbers.length]);
    for (int i = 0; i < numbers.length; i++) {
      bytes.set(F32, 4L * i, numbers[i]);
    }
    return bytes.toArray(ValueLayout.JAVA_BYTE);
  }

  private byte[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextFloat() - 0.5f;
    }
    return bytes(numbers);
  }

  private static MemorySegment copy(MemorySegment of) {
    return MemorySegment.ofArray(of.toArray(ValueLayout.JAVA_BYTE));
  }

  /** One row times one column of ones: a sum of numbers. */
  private Invocation sum(float alpha, float... numbers) {
    float[] both = new float[2 * numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      both[i] = numbers[i];
      both[numbers.length + i] = 1;
    }
    Map<String, ?> arguments = Map.of("m", 1, "n", 1, "k", numbers.length, "alpha", alpha);
    return run("sgemm", arguments, bytes(both), 4);
  }

  private Verdict judge(Invocation own, float... output) {
    return device.judge(own, MemorySegment.ofArray(bytes(output)));
  }

  @Test
  void shouldTakeProductsThatAreSummedInAnotherOrder() {
    int size = 96;
    Map<String, ?> arguments = Map.of("m", size, "n", size, "k", size, "alpha", 1.5f);
    Invocation own = run("sgemm", arguments, numbers(2 * size * size), 4L * size * size);
    MemorySegment other = copy(own.output());
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        float sum = 0;
        for (int k = size - 1; k >= 0; k--) {
          float a = own.input().get(F32, 4L * (i * size + k));
          float b = own.input().get(F32, 4L * (size * size + k * size + j));
          sum = Math.fma(a, b, sum);
        }
        other.set(F32, 4L * (i * size + j), sum * 1.5f);
      }
    }
    assertEquals(Verdict.RIGHT, device.judge(own, other));

    long at = 4L * 1234;
    for (int bit : new int[] {31, 30, 23, 15}) {
      MemorySegment wrong = copy(own.output());
      wrong.set(
          F32, at, Float.intBitsToFloat(Float.floatToRawIntBits(wrong.get(F32, at)) ^ 1 << bit));
      assertEquals(Verdict.WRONG, device.judge(own, wrong), "bit " + bit);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "-8"})
  void shouldTakeWhateverRoundingLeavesOfNumbersThatCancel(float result) {
    assertEquals(Verdict.RIGHT, judge(sum(1, 1e8f, 1, -1e8f), result));
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 3, 4, RIGHT", "1, 2, 3, 1000, WRONG", "1e4, 1, -1e4, 1000, RIGHT"})
  void shouldFindAThousandSmallestStepsWhereSumsDoNotCancel(
      float a, float b, float c, int steps, Verdict expected) {
    Invocation own = sum(1, a, b, c);
    float result = own.output().get(F32, 0);
    assertEquals(expected, judge(own, result + steps * Math.ulp(result)));
  }

  @ParameterizedTest
  @ValueSource(floats = {1000, -1000, Float.NaN, Float.POSITIVE_INFINITY})
  void shouldNotTakeMoreThanRoundingCanLeave(float result) {
    assertEquals(Verdict.WRONG, judge(sum(1, 1e8f, 1, -1e8f), result));
  }

  @ParameterizedTest
  @ValueSource(floats = {MAX, Float.POSITIVE_INFINITY, Float.NaN, 0})
  void shouldSayNothingOfSumsThatMayOverflow(float result) {
    assertEquals(Verdict.UNDECIDED, judge(sum(1, MAX, MAX, -MAX), result));
    assertEquals(Verdict.UNDECIDED, judge(sum(1e-30f, MAX, MAX, -MAX), result));
    assertEquals(Verdict.UNDECIDED, judge(sum(1e30f, 1e20f, -1e20f), result));
    assertEquals(Verdict.UNDECIDED, judge(sum(1, Float.NaN, 1), result));
    assertEquals(Verdict.UNDECIDED, judge(sum(1, Float.NEGATIVE_INFINITY, 1), result));
  }

  /** A row of so many equal numbers times a column of others. */
  private Invocation product(int k, float alpha, float a, float b) {
    float[] both = new float[2 * k];
    Arrays.fill(both, 0, k, a);
    Arrays.fill(both, k, 2 * k, b);
    return run("sgemm", Map.of("m", 1, "n", 1, "k", k, "alpha", alpha), bytes(both), 4);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.MIN_VALUE, 1e-38f, 0})
  void shouldSayNothingOfSumsThatMayOverflowBeforeTheyAreScaled(float alpha) {
    Invocation own = product(8, alpha, 0.4f, 3e38f);
    assertEquals(Verdict.UNDECIDED, judge(own, alpha * (8 * (0.4f * 3e38f))));
    assertEquals(Verdict.UNDECIDED, judge(own, Float.POSITIVE_INFINITY));
  }

  /** Where alpha, a factor or what is computed of them is too small, nothing is left. */
  @ParameterizedTest
  @CsvSource({
    "8, 1e-38, 1e18, 1e18, RIGHT",
    "65535, 1e-38, 1e16, 1e16, RIGHT",
    "8, 1e20, 1e-38, 1e17, RIGHT",
    "8, 1e-19, 1e-20, 3e37, RIGHT",
    "8, 1e30, 1e-19, 1e-20, RIGHT",
    "8, 0, 1, 1, RIGHT",
    "8, 1e-30, 1, 1, WRONG",
    "8, 1e-37, 1e18, 1e18, WRONG",
    "8, 1e20, 1e-37, 1e17, WRONG"
  })
  void shouldTakeADeviceThatLosesDenormalNumbersOnItsWay(
      int k, float alpha, float a, float b, Verdict expected) {
    assertEquals(expected, judge(product(k, alpha, a, b), 0));
  }

  @ParameterizedTest
  @CsvSource({"1e-38, 1e18, 1", "1e19, 1e-18, 1e18", "0, 1, 1", "1, 1e30, 1e-30"})
  void shouldFindWhatNoOrderOfScalingGives(float alpha, float a, float b) {
    Invocation own = product(8, alpha, a, b);
    float result = own.output().get(F32, 0);
    assertEquals(Verdict.RIGHT, judge(own, result));
    assertEquals(Verdict.WRONG, judge(own, 1 + 2 * result));
    assertEquals(Verdict.WRONG, judge(own, Float.NaN));
  }

  @Test
  void shouldTakeADeviceThatHasNoDenormalNumbers() {
    float tiny = Float.MIN_VALUE * 100;
    assertEquals(Verdict.RIGHT, judge(sum(1, tiny, tiny, tiny), 0));
    assertEquals(Verdict.RIGHT, judge(sum(1, 0, 0), -0f));
    assertEquals(Verdict.WRONG, judge(sum(1, 0, 0), 1e-20f));
  }

  @Test
  void shouldJudgeTransformsByTheirNorm() {
    int n = 1024;
    Map<String, ?> arguments = Map.of("n", n, "batch", 3);
    Invocation own = run("fft", arguments, numbers(2 * n * 3), 8L * n * 3);
    MemorySegment other = copy(own.output());
    for (long at = 0; at < other.byteSize(); at += 4) {
      other.set(F32, at, other.get(F32, at) * (1 + 1e-6f * (random.nextFloat() - 0.5f)));
    }
    assertEquals(Verdict.RIGHT, device.judge(own, other));

    other.set(F32, 8L * n + 40, other.get(F32, 8L * n + 40) + 1);
    assertEquals(Verdict.WRONG, device.judge(own, other), "in the second sequence");
    MemorySegment zeros = copy(own.output()).fill((byte) 0);
    assertEquals(Verdict.WRONG, device.judge(own, zeros));
    zeros.set(F32, 0, Float.NaN);
    assertEquals(Verdict.WRONG, device.judge(own, zeros));
  }

  @Test
  void shouldSayNothingOfTransformsThatMayOverflow() {
    Invocation own = run("fft", Map.of("n", 2), bytes(MAX, 0, MAX, 0), 16);
    assertEquals(Verdict.UNDECIDED, judge(own, 1, 2, 3, 4));
    Invocation quiet = run("fft", Map.of("n", 2), bytes(0, 0, 0, 0), 16);
    assertEquals(Verdict.RIGHT, judge(quiet, 0, 0, 0, Float.MIN_VALUE));
    assertEquals(Verdict.WRONG, judge(quiet, 0, 0, 0, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldTakeEveryStreamThatGivesTheInput(int zlib) {
    byte[] text =
        "the same again, the same again, the same again"
            .repeat(40)
            .getBytes(StandardCharsets.US_ASCII);
    Invocation best = run("deflate", Map.of("level", 9, "zlib", zlib), text, 4096);
    Invocation stored = run("deflate", Map.of("level", 0, "zlib", zlib), text, 4096);

    assertEquals(Verdict.RIGHT, device.judge(best, stored.output()));
    MemorySegment broken = copy(best.output());
    broken.set(ValueLayout.JAVA_BYTE, 20, (byte) ~broken.get(ValueLayout.JAVA_BYTE, 20));
    assertEquals(Verdict.WRONG, device.judge(best, broken));
    assertEquals(
        Verdict.WRONG, device.judge(best, best.output().asSlice(0, best.output().byteSize() - 1)));
    text[100]++;
    Invocation other = run("deflate", Map.of("level", 9, "zlib", zlib), text.clone(), 4096);
    text[100]--;
    assertEquals(Verdict.WRONG, device.judge(best, other.output()));
  }

  @Test
  void shouldTakeNothingButTheSameBytesOfAnyOtherFunction() {
    Invocation own = run("sha256", Map.of(), new byte[] {1, 2, 3}, 32);
    MemorySegment other = copy(own.output());
    assertEquals(Verdict.RIGHT, device.judge(own, other));
    assertEquals(Verdict.WRONG, device.judge(own, other.asSlice(0, 31)));
    other.set(ValueLayout.JAVA_BYTE, 31, (byte) ~other.get(ValueLayout.JAVA_BYTE, 31));
    assertEquals(Verdict.WRONG, device.judge(own, other));
  }
}
