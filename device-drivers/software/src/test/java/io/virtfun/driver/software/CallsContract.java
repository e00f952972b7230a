package io.virtfun.driver.software;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.virtfun.driver.software.Samples.Sample;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every function promises: calls do not disturb each other, nor guests the device. */
abstract class CallsContract extends DeviceContract {
  private static final int THREADS = 4;
  private static final int CALLS_PER_THREAD = 4;
  private static final int HOSTILE_CALLS = 8;

  static List<Sample> samples() throws GeneralSecurityException, IOException {
    return Samples.all();
  }

  @Test
  void shouldNameEachFunctionOnceAndHaveASampleOfIt() throws GeneralSecurityException, IOException {
    Set<String> sampled = new HashSet<>();
    Samples.all().forEach(sample -> sampled.add(sample.function()));
    Set<String> names = new HashSet<>();
    for (DeviceFunction function : device.device().functions()) {
      FunctionSpec spec = function.spec();
      assertTrue(names.add(spec.qualifiedName()), spec.qualifiedName());
      assertTrue(sampled.contains(spec.name()), spec.name());
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldAnswerEachTheSameWhenCalledAtOnce(Sample sample)
      throws InterruptedException, ExecutionException {
    assumeImplemented(sample);
    byte[] expected = call(sample);
    Callable<Void> caller =
        () -> {
          for (int i = 0; i < CALLS_PER_THREAD; i++) {
            assertArrayEquals(expected, call(sample));
          }
          return null;
        };
    List<Callable<Void>> callers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      callers.add(caller);
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (Future<Void> ended : threads.invokeAll(callers)) {
        ended.get();
      }
    }
  }

  private byte[] call(Sample sample) {
    return device
        .call(sample.function(), sample.parameters(), sample.input(), sample.capacityBytes())
        .result();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldEndWithinItsSlicesWhenTheGuestWritesMeanwhile(Sample sample)
      throws InterruptedException, ExecutionException {
    assumeImplemented(sample);
    FunctionSpec spec = device.spec(sample.function());
    Arguments arguments = Arguments.of(spec, sample.parameters());
    for (int i = 0; i < HOSTILE_CALLS; i++) {
      try (var slices =
          new GuardedSlices(sample.input(), sample.capacityBytes(), spec.alignmentBytes())) {
        Outcome outcome = runUnderFire(sample.function(), arguments, slices);

        assertNotEquals(Outcome.Kind.DEVICE_FAILED, outcome.kind());
        assertTrue(
            outcome.kind() != Outcome.Kind.OK || outcome.value() <= sample.capacityBytes(),
            outcome.toString());
        slices.requireGuardsIntact();
      }
    }
  }

  private Outcome runUnderFire(String function, Arguments arguments, GuardedSlices slices)
      throws InterruptedException, ExecutionException {
    AtomicBoolean ended = new AtomicBoolean();
    try (ExecutorService guest = Executors.newSingleThreadExecutor()) {
      Future<Long> writes = guest.submit(() -> scribble(slices, ended));
      Outcome outcome;
      try {
        outcome = device.run(function, arguments, slices);
      } finally {
        ended.set(true);
      }
      assertTrue(writes.get() > 0, "the guest never wrote");
      return outcome;
    }
  }

  private static long scribble(GuardedSlices slices, AtomicBoolean ended) {
    Random random = new Random(13);
    long writes = 0;
    do {
      for (MemorySegment slice : List.of(slices.input(), slices.output())) {
        if (slice.byteSize() > 0) {
          slice.set(
              ValueLayout.JAVA_BYTE, random.nextLong(slice.byteSize()), (byte) random.nextInt());
          writes++;
        }
      }
    } while (!ended.get());
    return writes;
  }

  private void assumeImplemented(Sample sample) {
    assumeTrue(
        device.device().functions().stream()
            .anyMatch(each -> each.spec().name().equals(sample.function())),
        "the device lacks " + sample.function());
  }

  @Test
  void shouldHaveASlotAndStayClosedWhenClosedTwice() {
    assertTrue(device.device().slots() >= 1);
    device.close();
    device.close();
  }

  @Test
  void shouldDescribeTheSameFunctionsWhenOpenedAgain() {
    try (TestDevice another = new TestDevice(open())) {
      assertEquals(specs(device), specs(another));
    }
  }

  private static List<FunctionSpec> specs(TestDevice device) {
    return device.device().functions().stream().map(DeviceFunction::spec).toList();
  }
}
