package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.virtfun.driver.spi.Outcome;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A call that is cancelled stops or gives its answer, and leaves the guest's memory alone then. */
abstract class CancellationContract extends DeviceContract {
  @Override
  Set<String> functions() {
    return device.device().functions().stream()
        .map(each -> each.spec().name())
        .collect(Collectors.toSet());
  }

  List<Sample> samples() {
    return driver().samplesOf(device.device());
  }

  private byte[] answer(Sample sample) {
    return device
        .call(sample.function(), sample.parameters(), sample.input(), sample.capacityBytes())
        .result();
  }

  private static void requireStoppedOr(byte[] answer, RunningCall call) {
    Outcome outcome = call.outcome();
    if (outcome.kind() != Outcome.Kind.STOPPED) {
      assertEquals(Outcome.Kind.OK, outcome.kind());
      assertArrayEquals(answer, call.result());
    }
    assertEquals(1, call.ends());
    call.slices().requireGuardsIntact();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldStopOrAnswerRightWhenCancelledBefore(Sample sample) {
    byte[] answer = answer(sample);
    TestCancellation cancellation = new TestCancellation();
    cancellation.request();
    try (ExecutorService worker = Executors.newSingleThreadExecutor();
        RunningCall call = RunningCall.start(device, sample, worker, cancellation)) {
      requireStoppedOr(answer, call);
    }
    assertArrayEquals(answer, answer(sample));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldStopOrAnswerRightWhenCancelledMeanwhile(Sample sample) {
    byte[] answer = answer(sample);
    try (ExecutorService worker = Executors.newSingleThreadExecutor();
        RunningCall call = RunningCall.start(device, sample, worker)) {
      call.cancellation().request();
      requireStoppedOr(answer, call);
      byte[] left = call.slices().output().toArray(ValueLayout.JAVA_BYTE);

      assertArrayEquals(answer, answer(sample));
      assertArrayEquals(left, call.slices().output().toArray(ValueLayout.JAVA_BYTE));
      call.slices().requireGuardsIntact();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldChangeNothingWhenCancelledAfterTheEnd(Sample sample) {
    byte[] answer = answer(sample);
    try (ExecutorService worker = Executors.newSingleThreadExecutor();
        RunningCall call = RunningCall.start(device, sample, worker)) {
      assertEquals(Outcome.Kind.OK, call.outcome().kind());
      call.cancellation().request();

      assertArrayEquals(answer, answer(sample));
      assertArrayEquals(answer, call.result());
      assertEquals(1, call.ends());
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldHaveItsSlotsAgainWhenAllCallsWereCancelled(Sample sample) {
    byte[] answer = answer(sample);
    int slots = Math.min(device.device().slots(), CallsContract.MOST_THREADS);
    List<RunningCall> calls = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(slots)) {
      for (int i = 0; i < slots; i++) {
        calls.add(RunningCall.start(device, sample, workers));
      }
      calls.forEach(call -> call.cancellation().request());
      calls.forEach(call -> requireStoppedOr(answer, call));
      for (int i = 0; i < slots; i++) {
        calls.add(RunningCall.start(device, sample, workers));
      }
      for (RunningCall call : calls.subList(slots, calls.size())) {
        assertEquals(Outcome.Kind.OK, call.outcome().kind());
        assertArrayEquals(answer, call.result());
      }
    } finally {
      calls.forEach(RunningCall::awaitAnyEnd);
      calls.forEach(RunningCall::close);
    }
  }
}
