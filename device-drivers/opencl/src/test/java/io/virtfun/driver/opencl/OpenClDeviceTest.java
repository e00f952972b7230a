package io.virtfun.driver.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.kit.TestCancellation;
import io.virtfun.driver.opencl.OpenCl.Slices;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Probe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenClDeviceTest {
  private static final Map<String, ?> SHAPE = Map.of("m", 60, "n", 70, "k", 80);
  private static final int AB_FLOATS = 60 * 80 + 80 * 70;
  private static final int C_BYTES = 4 * 60 * 70;

  private final Arena arena = Arena.ofShared();

  @AfterEach
  void closeArena() {
    arena.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "copy"})
  void shouldReleaseAllWhenClosed(String memory) throws DeviceException {
    OpenClDevice device = OpenCl.open(2, Map.of("memory", memory));
    int idle = device.liveObjects();
    for (int i = 0; i < 5; i++) {
      assertEquals(Outcome.ok(C_BYTES), OpenCl.start(device, "sgemm", SHAPE, matrices()).join());
      assertEquals(Outcome.ok(32), OpenCl.start(device, "sha256", Map.of(), bytes(77, 32)).join());
      assertEquals(
          Outcome.ok(800), OpenCl.start(device, "sort.i64", Map.of(), bytes(800, 900)).join());
      assertEquals(
          Outcome.ok(512), OpenCl.start(device, "fft", Map.of("n", 64), bytes(512, 512)).join());
    }

    assertEquals(idle, device.liveObjects());
    device.close();
    assertEquals(0, device.liveObjects());
    assertEquals(0, EventEnds.waiting());
  }

  @Test
  void shouldEndEveryCallWhenClosedUnderLoad() throws DeviceException {
    OpenClDevice device = OpenCl.open(4, Map.of());
    List<CompletableFuture<Outcome>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      calls.add(OpenCl.start(device, "sha256", Map.of(), bytes(2 << 20, 32)));
    }
    device.close();

    calls.forEach(call -> assertEquals(Outcome.ok(32), call.join()));
    assertEquals(0, device.liveObjects());
    assertEquals(
        Outcome.deviceFailed(),
        OpenCl.start(device, "sha256", Map.of(), bytes(1, 32)).join(),
        "started after it was closed");
  }

  @Test
  void shouldEnqueueNothingWhenACallIsCancelledBefore() throws DeviceException {
    try (OpenClDevice device = OpenCl.open(1, Map.of())) {
      int idle = device.liveObjects();
      TestCancellation cancellation = new TestCancellation();
      cancellation.request();
      Slices slices = bytes(100, 32);

      assertEquals(
          Outcome.stopped(), OpenCl.start(device, "sha256", Map.of(), slices, cancellation).join());
      assertArrayEquals(new byte[32], slices.output().toArray(ValueLayout.JAVA_BYTE));
      assertEquals(idle, device.liveObjects());
      assertEquals(Outcome.ok(32), OpenCl.start(device, "sha256", Map.of(), slices).join());
    }
  }

  @Test
  void shouldLeaveTheEventLoopToItsCallersWhateverTheFunction() throws DeviceException {
    try (OpenClDevice device = OpenCl.open(4, Map.of())) {
      device.functions().forEach(each -> assertInstanceOf(DeviceFunction.Asynchronous.class, each));
      assertEquals(
          Set.of("sha256", "sgemm", "fft", "sort.i64"),
          device.functions().stream().map(each -> each.spec().name()).collect(Collectors.toSet()));
    }
  }

  @Test
  void shouldSayThatItWorksWhenTheRuntimeDoes() throws DeviceException {
    try (OpenClDevice device = OpenCl.open(1, Map.of())) {
      assertInstanceOf(Probe.Available.class, device.check());
    }
  }

  @Test
  void shouldRunTheNextCallWhenACompletionStartsIt() throws DeviceException {
    AtomicInteger left = new AtomicInteger(50);
    CompletableFuture<Outcome> ended = new CompletableFuture<>();
    try (OpenClDevice device = OpenCl.open(1, Map.of())) {
      next(device, left, ended, bytes(100, 32));

      assertEquals(Outcome.ok(32), ended.join());
    }
  }

  private static void next(
      OpenClDevice device, AtomicInteger left, CompletableFuture<Outcome> ended, Slices slices) {
    var _ =
        OpenCl.start(device, "sha256", Map.of(), slices)
            .thenAccept(
                outcome -> {
                  if (left.decrementAndGet() == 0 || outcome.kind() != Outcome.Kind.OK) {
                    ended.complete(outcome);
                  } else {
                    next(device, left, ended, slices);
                  }
                });
  }

  @Test
  void shouldFailACallAndLogItWhenNoSlotIsFree() throws DeviceException {
    try (OpenClDevice device = OpenCl.open(1, Map.of())) {
      Slices large = bytes(8 << 20, 32);
      CompletableFuture<Outcome> first = OpenCl.start(device, "sha256", Map.of(), large);
      Outcome second = OpenCl.start(device, "sha256", Map.of(), bytes(1, 32)).join();

      assertEquals(Outcome.deviceFailed(), second);
      assertEquals(Outcome.ok(32), first.join());
      assertEquals(
          List.of("device ocl: sha256@1 failed: java.lang.IllegalStateException: no slot is free"),
          OpenCl.LINES);
    }
  }

  @Test
  void shouldFailACallAndGoOnWhenTheRuntimeRefusesIt() throws DeviceException {
    try (OpenClDevice device = OpenCl.open(1, Map.of("memory", "copy"))) {
      int idle = device.liveObjects();
      // More than any device allocates; the runtime refuses the buffer before it looks there.
      MemorySegment endless = MemorySegment.ofAddress(arena.allocate(8).address());
      Slices huge = new Slices(reinterpret(endless, 1L << 46), arena.allocate(32));

      assertEquals(Outcome.deviceFailed(), OpenCl.start(device, "sha256", Map.of(), huge).join());
      assertEquals(1, OpenCl.LINES.size());
      assertTrue(
          OpenCl.LINES.getFirst().startsWith("device ocl: sha256@1 failed: clCreateBuffer: "),
          OpenCl.LINES.getFirst());
      assertEquals(idle, device.liveObjects());
      assertEquals(Outcome.ok(32), OpenCl.start(device, "sha256", Map.of(), bytes(3, 32)).join());
    }
  }

  @SuppressWarnings("restricted")
  private static MemorySegment reinterpret(MemorySegment segment, long sizeBytes) {
    return segment.reinterpret(sizeBytes);
  }

  @Test
  void shouldGiveTheSameBitsWhenTheSameMatricesAreMultipliedAgain() throws DeviceException {
    try (OpenClDevice device = OpenCl.open(2, Map.of());
        OpenClDevice copying = OpenCl.open(2, Map.of("memory", "copy"))) {
      byte[] first = product(device, matrices());
      for (int i = 0; i < 5; i++) {
        assertArrayEquals(first, product(device, matrices()));
        assertArrayEquals(first, product(copying, matrices()));
      }
    }
  }

  private static byte[] product(OpenClDevice device, Slices matrices) {
    assertEquals(Outcome.ok(C_BYTES), OpenCl.start(device, "sgemm", SHAPE, matrices).join());
    return matrices.output().toArray(ValueLayout.JAVA_BYTE);
  }

  private Slices matrices() {
    MemorySegment ab = arena.allocate(4L * AB_FLOATS, 4);
    Random random = new Random(3);
    for (int i = 0; i < AB_FLOATS; i++) {
      ab.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat());
    }
    return new Slices(ab, arena.allocate(C_BYTES, 4));
  }

  private Slices bytes(long inputBytes, long outputBytes) {
    return new Slices(arena.allocate(inputBytes, 8), arena.allocate(outputBytes, 8));
  }
}
