package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.Cancellation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every function promises whatever a guest does to the payload of a call that runs. */
abstract class HostilityContract extends DeviceContract {
  private static final int CALLS = 8;

  @Override
  Set<String> functions() {
    return device.device().functions().stream()
        .map(each -> each.spec().name())
        .collect(Collectors.toSet());
  }

  List<Sample> samples() {
    return driver().samplesOf(device.device());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldEndWithinItsSlicesWhenTheGuestWritesMeanwhile(Sample sample)
      throws InterruptedException, ExecutionException {
    FunctionSpec spec = device.spec(sample.function());
    Arguments arguments = Arguments.of(spec, sample.parameters());
    for (int i = 0; i < CALLS; i++) {
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
    CountDownLatch writing = new CountDownLatch(1);
    try (ExecutorService guest = Executors.newSingleThreadExecutor()) {
      Future<Void> writes = guest.submit(() -> scribble(slices, writing, ended));
      Outcome outcome;
      try {
        writing.await();
        outcome = device.run(function, arguments, slices, Cancellation.none());
      } finally {
        ended.set(true);
      }
      writes.get();
      return outcome;
    }
  }

  private static @Nullable Void scribble(
      GuardedSlices slices, CountDownLatch writing, AtomicBoolean ended) {
    Random random = new Random(13);
    do {
      for (MemorySegment slice : List.of(slices.input(), slices.output())) {
        if (slice.byteSize() > 0) {
          slice.set(
              ValueLayout.JAVA_BYTE, random.nextLong(slice.byteSize()), (byte) random.nextInt());
        }
      }
      writing.countDown();
    } while (!ended.get());
    return null;
  }
}
