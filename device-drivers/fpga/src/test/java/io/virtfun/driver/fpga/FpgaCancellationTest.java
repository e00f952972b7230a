package io.virtfun.driver.fpga;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.virtfun.driver.kit.TestCancellation;
import io.virtfun.driver.spi.DeviceFunction.Asynchronous;
import io.virtfun.driver.spi.Outcome;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call that is to stop is aborted, and ends as stopped. */
@Timeout(900)
class FpgaCancellationTest {
  private static final byte[] INPUT = Simulated.random(1000);

  private static CompletableFuture<Outcome> start(
      FpgaDevice device, Slices slices, TestCancellation cancellation) {
    CompletableFuture<Outcome> ended = new CompletableFuture<>();
    ((Asynchronous) device.functions().getFirst())
        .kernel()
        .start(
            slices.invocation(FpgaFunction.SHA256).withCancellation(cancellation), ended::complete);
    return ended;
  }

  @Test
  void shouldStopACallThatHangsWhenItIsCancelled() throws BusException {
    try (FpgaDevice device = Simulated.device(1, "hang@1");
        Slices hanging = new Slices(INPUT, 0, 32, 0);
        Slices well = new Slices(INPUT, 0, 32, 0)) {
      TestCancellation cancellation = new TestCancellation();
      CompletableFuture<Outcome> ended = start(device, hanging, cancellation);
      assertFalse(ended.isDone());
      cancellation.request();

      assertEquals(Outcome.Kind.STOPPED, ended.join().kind());
      hanging.requireUntouchedBut(0);
      assertEquals(Outcome.Kind.OK, start(device, well, new TestCancellation()).join().kind());
    }
  }

  @Test
  void shouldStopACallThatIsCancelledWhenItStarts() throws BusException {
    try (FpgaDevice device = Simulated.device(1, "hang@1");
        Slices slices = new Slices(INPUT, 0, 32, 0)) {
      TestCancellation cancellation = new TestCancellation();
      cancellation.request();

      assertEquals(Outcome.Kind.STOPPED, start(device, slices, cancellation).join().kind());
      slices.requireUntouchedBut(0);
    }
  }

  @Test
  void shouldChangeNothingWhenACallIsCancelledThatHasEnded() throws BusException {
    try (FpgaDevice device = Simulated.device(1);
        Slices slices = new Slices(INPUT, 0, 32, 0)) {
      TestCancellation cancellation = new TestCancellation();
      assertEquals(Outcome.Kind.OK, start(device, slices, cancellation).join().kind());
      cancellation.request();

      assertEquals(Outcome.Kind.OK, start(device, slices, new TestCancellation()).join().kind());
      assertArrayEquals(Simulated.expected(FpgaFunction.SHA256, INPUT), slices.result());
    }
  }
}
