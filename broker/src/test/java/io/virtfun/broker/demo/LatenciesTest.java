package io.virtfun.broker.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.virtfun.guest.Receipt;
import io.virtfun.shm.Why;
import org.junit.jupiter.api.Test;

/** What survives the way from guest to demo. */
class LatenciesTest {
  private static final double OFF_BY = 2e-3;

  @Test
  void shouldKeepPercentilesWhenEncodedAndMerged() {
    Latencies fast = new Latencies();
    Latencies slow = new Latencies();
    for (int i = 1; i <= 100; i++) {
      fast.add(receipt(i));
      slow.add(receipt(1000 * i));
    }

    Latencies merged = Latencies.of(fast.encoded());
    merged.add(Latencies.of(slow.encoded()));

    assertNear(100, merged.roundTripMicros(50));
    assertNear(98_000, merged.roundTripMicros(99));
    assertNear(10, merged.queuedMicros());
    assertNear(30, merged.ranMicros());
    assertNear(60, merged.transportMicros());
  }

  private static Receipt receipt(int micros) {
    return new Receipt(100L * micros, 300L * micros, 1000L * micros, "cpu0", 0, 0, Why.ONLY, 0);
  }

  private static void assertNear(double expected, double actual) {
    assertEquals(expected, actual, OFF_BY * expected);
  }

  @Test
  void shouldRefuseWhenAHistogramIsNone() {
    Latencies.Encoded encoded = new Latencies().encoded();
    Latencies.Encoded broken =
        new Latencies.Encoded("AAAA", encoded.queued(), encoded.ran(), encoded.transport());

    assertThrows(RuntimeException.class, () -> Latencies.of(broken));
  }
}
