package io.virtfun.driver.software;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.kit.GuardedSlices;
import io.virtfun.driver.kit.TestDevice;
import io.virtfun.driver.spi.Cancellation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.Arguments;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Long calls stop at whichever look they find that they are to, and look neither never nor always.
 */
class CancellationTest {
  private static final int MOST_LOOKS = 400;
  private static final int FEWEST_LOOKS = 3;

  static Stream<Case> cases() {
    return Stream.of(
        new Case("echo", Map.of(), 4 << 20),
        new Case("crc32c", Map.of(), 4 << 20),
        new Case("sha256", Map.of(), 4 << 20),
        new Case("deflate", Map.of("level", 1), 4 << 20),
        new Case("inflate", Map.of(), 4 << 20),
        new Case("sgemm", Map.of("m", 256, "n", 256, "k", 256), 2 * 256 * 256 * 4),
        new Case("fft", Map.of("n", 1 << 17), 8 << 17),
        new Case("fft", Map.of("n", 256, "batch", 512), 8 << 17),
        new Case("sort.i64", Map.of(), 4 << 20));
  }

  record Case(String function, Map<String, ?> parameters, int sizeBytes) {
    byte[] input() {
      return function.equals("inflate") ? deflated(new byte[sizeBytes]) : random(sizeBytes);
    }

    private static byte[] random(int sizeBytes) {
      byte[] bytes = new byte[sizeBytes];
      new Random(sizeBytes).nextBytes(bytes);
      return bytes;
    }
  }

  private static final class Looks implements Cancellation {
    private final int last;
    private int count;

    Looks(int last) {
      this.last = last;
    }

    @Override
    public boolean isRequested() {
      return count++ >= last;
    }

    @Override
    public void onRequest(Runnable action) {
      throw new AssertionError("a call on a thread of its own needs no action");
    }
  }

  private static byte[] deflated(byte[] plain) {
    try (TestDevice device = new TestDevice(new SoftwareDevice(1))) {
      return device.call("deflate", Map.of(), plain).result();
    }
  }

  private static Outcome run(Case what, Looks looks) {
    try (TestDevice device = new TestDevice(new SoftwareDevice(1));
        GuardedSlices slices = new GuardedSlices(what.input(), 8 << 20, 64)) {
      Arguments arguments = Arguments.of(device.spec(what.function), what.parameters);
      Outcome outcome = device.run(what.function, arguments, slices, looks);
      slices.requireGuardsIntact();
      return outcome;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldStopAtAnyLook(Case what) {
    Looks all = new Looks(Integer.MAX_VALUE);
    assertEquals(Outcome.Kind.OK, run(what, all).kind());
    assertTrue(
        all.count >= FEWEST_LOOKS && all.count <= MOST_LOOKS, what.function + " " + all.count);
    for (int last = 0; last < all.count; last += 1 + all.count / 10) {
      Looks looks = new Looks(last);
      assertEquals(Outcome.stopped(), run(what, looks), what.function + " at look " + last);
      assertTrue(looks.count <= last + 3, what.function + " looks again and again");
    }
  }
}
