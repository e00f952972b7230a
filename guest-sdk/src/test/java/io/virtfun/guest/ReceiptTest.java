package io.virtfun.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.shm.Why;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReceiptTest {
  private static Receipt receipt(long queued, long ran, long roundTrip) {
    return new Receipt(queued, ran, roundTrip, "d", 0, 0, Why.ONLY, 0);
  }

  @Test
  void shouldCallTheRestTransport() {
    assertEquals(Duration.ofNanos(3), receipt(1, 2, 6).transport());
  }

  @Test
  void shouldHaveNoNegativeTransportWhenTheClocksDisagree() {
    assertEquals(Duration.ZERO, receipt(5, 5, 9).transport());
  }
}
