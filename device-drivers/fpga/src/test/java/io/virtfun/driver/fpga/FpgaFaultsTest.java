package io.virtfun.driver.fpga;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.fpga.Simulated.Answer;
import io.virtfun.driver.fpga.Simulated.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device that hangs, errs, is aborted, reset or closed: every call ends, once. */
@Timeout(900)
class FpgaFaultsTest {
  private static final byte[] INPUT = Simulated.random(1000);
  private static final byte[] LONG_INPUT = new byte[4 << 20];

  @Test
  void shouldHangUntilAbortedWhenTheFaultSaysSo() throws BusException {
    try (FpgaDevice device = Simulated.device(2, "hang@1");
        Slices hanging = new Slices(INPUT, 0, 32, 0);
        Slices well = new Slices(INPUT, 0, 32, 0)) {
      Started hung = Simulated.start(device, FpgaFunction.SHA256, hanging);
      for (int i = 0; i < 20; i++) {
        assertEquals(Result.OK, Simulated.call(device, FpgaFunction.SHA256, well).result());
      }
      assertFalse(hung.answer().isDone());

      device.abort(hung.call());

      assertEquals(Result.ABORTED, hung.answer().join().result());
      hanging.requireUntouchedBut(0);
    }
  }

  @Test
  void shouldFlipABitOfTheResultsWhenTheFaultSaysSo() throws BusException {
    try (FpgaDevice device = Simulated.device(2, "corrupt@2..3");
        Slices slices = new Slices(INPUT, 0, 4, 0)) {
      byte[] right = Simulated.expected(FpgaFunction.CRC32C, INPUT);
      byte[] wrong = right.clone();
      wrong[0] ^= 1;
      for (byte[] expected : List.of(right, wrong, wrong, right)) {
        assertEquals(Result.OK, Simulated.call(device, FpgaFunction.CRC32C, slices).result());
        assertArrayEquals(expected, slices.result());
      }
    }
  }

  @Test
  void shouldEndALongCallSoonAndWriteNothingWhenAborted() throws BusException {
    try (FpgaDevice device = Simulated.device(2);
        Slices slices = new Slices(LONG_INPUT, 1, 32, 1)) {
      for (int i = 0; i < 5; i++) {
        Started started = Simulated.start(device, FpgaFunction.SHA256, slices);
        device.abort(started.call());
        Answer answer = started.answer().join();

        assertEquals(Result.ABORTED, answer.result());
        assertTrue(answer.cycles() < LONG_INPUT.length, answer.toString());
        slices.requireUntouchedBut(0);
      }
    }
  }

  @Test
  void shouldChangeNothingWhenACallIsAbortedThatHasEnded() throws BusException {
    try (FpgaDevice device = Simulated.device(2);
        Slices slices = new Slices(INPUT, 0, 32, 0)) {
      Started first = Simulated.start(device, FpgaFunction.SHA256, slices);
      assertEquals(Result.OK, first.answer().join().result());
      device.abort(first.call());

      assertEquals(Result.OK, Simulated.call(device, FpgaFunction.SHA256, slices).result());
    }
  }

  @Test
  void shouldEndCallsThatWaitBehindHangingOnesWhenTheyAreAborted() throws BusException {
    try (FpgaDevice device = Simulated.device(1, "hang@1..2")) {
      List<Slices> slices = new ArrayList<>();
      List<Started> started = new ArrayList<>();
      for (int i = 0; i < Rings.ENTRIES; i++) {
        slices.add(new Slices(INPUT, i, 4, i));
        started.add(Simulated.start(device, FpgaFunction.CRC32C, slices.getLast()));
      }
      device.abort(started.getLast().call());
      device.abort(started.get(1).call());
      device.abort(started.get(0).call());
      for (int i = 0; i < started.size(); i++) {
        boolean aborted = i < 2 || i == started.size() - 1;
        assertEquals(aborted ? Result.ABORTED : Result.OK, started.get(i).answer().join().result());
      }
      slices.forEach(Slices::close);
    }
  }

  @Test
  void shouldLoseItsCallsAndServeLaterOnesWhenReset() throws BusException {
    try (FpgaDevice device = Simulated.device(2, "hang@1");
        Slices slices = new Slices(INPUT, 0, 32, 0);
        Slices longSlices = new Slices(LONG_INPUT, 3, 32, 3)) {
      Started hung = Simulated.start(device, FpgaFunction.SHA256, slices);
      Started running = Simulated.start(device, FpgaFunction.SHA256, longSlices);
      device.reset();

      assertEquals(Result.LOST, hung.answer().join().result());
      assertEquals(Result.LOST, running.answer().join().result());
      longSlices.requireUntouchedBut(0);
      assertEquals(Result.OK, Simulated.call(device, FpgaFunction.SHA256, slices).result());
      assertArrayEquals(Simulated.expected(FpgaFunction.SHA256, INPUT), slices.result());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void shouldEndEveryCallWhenClosedUnderLoad(int slots) throws BusException {
    FpgaDevice device = Simulated.device(slots);
    try (Slices slices = new Slices(LONG_INPUT, 0, 32, 0)) {
      List<Started> started = new ArrayList<>();
      for (int i = 0; i < Rings.ENTRIES; i++) {
        started.add(Simulated.start(device, FpgaFunction.SHA256, slices));
      }
      device.close();
      device.close();
      for (Started each : started) {
        assertEquals(Result.LOST, each.answer().getNow(null).result());
      }
      slices.requireUntouchedBut(0);
      assertEquals(Result.LOST, Simulated.call(device, FpgaFunction.SHA256, slices).result());
      device.abort(started.getFirst().call());
    }
  }

  @Test
  void shouldRefuseCallsBeyondItsRing() throws BusException {
    // The device goes first: it may be about to take up one of the calls.
    try (Slices slices = new Slices(INPUT, 0, 32, 0);
        FpgaDevice device = Simulated.device(1, "hang@1..100")) {
      for (int i = 0; i < Rings.ENTRIES; i++) {
        assertFalse(Simulated.start(device, FpgaFunction.SHA256, slices).answer().isDone());
      }
      assertEquals(Result.LOST, Simulated.call(device, FpgaFunction.SHA256, slices).result());
    }
  }

  @Test
  void shouldGoOnWhenAListenerFails() throws BusException {
    try (FpgaDevice device = Simulated.device(1);
        Slices slices = new Slices(INPUT, 0, 32, 0)) {
      PendingCall unheard =
          device.start(
              FpgaFunction.SHA256,
              slices.invocation(FpgaFunction.SHA256),
              (_, _, _) -> {
                throw new IllegalStateException("on purpose");
              });
      assertEquals(Result.OK, Simulated.call(device, FpgaFunction.SHA256, slices).result());
      device.abort(unheard);
    }
  }

  @Test
  void shouldLeaveNoDescriptorsOrThreadsWhenClosed() throws Exception {
    Simulated.device(2).close();
    long before = descriptors();
    int threads = threads();
    for (int i = 0; i < 5; i++) {
      try (FpgaDevice device = Simulated.device(2);
          Slices slices = new Slices(INPUT, 0, 32, 0)) {
        assertEquals(Result.OK, Simulated.call(device, FpgaFunction.SHA256, slices).result());
      }
    }
    assertEquals(before, descriptors());
    assertEquals(threads, threads());
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.filter(fd -> name(fd).contains("eventfd")).count();
    }
  }

  private static String name(Path fd) {
    try {
      return Files.readSymbolicLink(fd).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static int threads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("virtfun-fpga-"))
            .count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hang", "hang@", "burn@1", "corrupt@1..", "hang@-1"})
  void shouldNameOptionValueAndExpectationWhenAFaultIsWrong(String option) {
    assertEquals(
        "options.fault: "
            + option
            + " (expected: hang@CALL, corrupt@CALL or either with FIRST..LAST)",
        assertThrows(IllegalArgumentException.class, () -> Faults.of(option)).getMessage());
  }
}
