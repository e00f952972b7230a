package io.virtfun.driver.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Verdict;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every function promises: the known answer, whoever else calls. */
abstract class CallsContract extends DeviceContract {
  static final int MOST_THREADS = 8;
  private static final int CALLS_PER_THREAD = 4;
  private static final int CALLS_IN_A_ROW = 200;

  @Override
  Set<String> functions() {
    return device.device().functions().stream()
        .map(each -> each.spec().name())
        .collect(Collectors.toSet());
  }

  List<Sample> samples() {
    return driver().samplesOf(device.device());
  }

  List<Sample> answered() {
    return samples().stream().filter(sample -> sample.output() != null).toList();
  }

  @Test
  void shouldNameEachFunctionOnceAndHaveASampleOfIt() {
    Set<String> sampled = samples().stream().map(Sample::function).collect(Collectors.toSet());
    Set<String> names = new HashSet<>();
    for (DeviceFunction function : device.device().functions()) {
      FunctionSpec spec = function.spec();
      assertTrue(names.add(spec.qualifiedName()), spec.qualifiedName());
      assertTrue(sampled.contains(spec.name()), "no sample of " + spec.name());
    }
  }

  @Test
  void shouldDescribeStandardFunctionsAsEveryDeviceDoes() {
    for (DeviceFunction function : device.device().functions()) {
      StandardFunctions.named(function.spec().qualifiedName())
          .ifPresent(standard -> assertEquals(standard, function.spec()));
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("answered")
  void shouldGiveTheKnownAnswer(Sample sample) {
    assertArrayEquals(Objects.requireNonNull(sample.output()), call(sample));
  }

  /** As a reference of other devices. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("answered")
  void shouldNotTakeAKnownAnswerForWrong(Sample sample) {
    byte[] answer = Objects.requireNonNull(sample.output());
    FunctionSpec spec =
        device.device().functions().stream()
            .map(DeviceFunction::spec)
            .filter(each -> each.name().equals(sample.function()))
            .findFirst()
            .orElseThrow();
    Invocation own =
        new Invocation(
            Arguments.of(spec, sample.parameters()),
            MemorySegment.ofArray(sample.input()),
            MemorySegment.ofArray(answer));
    assertNotEquals(
        Verdict.WRONG, device.device().judge(own, MemorySegment.ofArray(answer.clone())));
  }

  private byte[] call(Sample sample) {
    return device
        .call(sample.function(), sample.parameters(), sample.input(), sample.capacityBytes())
        .result();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void shouldAnswerEachTheSameWhenCalledAtOnce(Sample sample)
      throws InterruptedException, ExecutionException {
    byte[] expected = call(sample);
    inAllSlots(_ -> assertArrayEquals(expected, call(sample)));
  }

  @Test
  void shouldAnswerEachRightWhenFunctionsRunBesideEachOther()
      throws InterruptedException, ExecutionException {
    List<Sample> samples = samples();
    List<byte[]> expected = samples.stream().map(this::call).toList();
    inAllSlots(
        turn -> {
          int index = turn % samples.size();
          assertArrayEquals(
              expected.get(index), call(samples.get(index)), samples.get(index).toString());
        });
  }

  /** A step of one of several threads. */
  @FunctionalInterface
  private interface Step {
    void run(int turn);
  }

  /** As many threads as the device has slots, each at another place. */
  private void inAllSlots(Step step) throws InterruptedException, ExecutionException {
    int threads = Math.min(device.device().slots(), MOST_THREADS);
    List<Callable<Void>> callers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int first = i;
      callers.add(
          () -> {
            for (int turn = 0; turn < CALLS_PER_THREAD; turn++) {
              step.run(first + turn);
            }
            return null;
          });
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (Future<Void> ended : pool.invokeAll(callers)) {
        ended.get();
      }
    }
  }

  /** The broker starts the next call as soon as it has heard of the end of one. */
  @Test
  void shouldHaveASlotForTheNextCallWhenOneHasEnded() throws InterruptedException {
    Sample shortest =
        samples().stream()
            .min((a, b) -> Integer.compare(a.input().length, b.input().length))
            .orElseThrow();
    int slots = Math.min(device.device().slots(), MOST_THREADS);
    Semaphore free = new Semaphore(slots);
    List<RunningCall> calls = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(slots)) {
      for (int i = 0; i < CALLS_IN_A_ROW; i++) {
        free.acquire();
        RunningCall call = RunningCall.start(device, shortest, workers);
        var _ = call.ended().whenComplete((_, _) -> free.release());
        calls.add(call);
      }
      for (RunningCall call : calls) {
        assertEquals(Outcome.Kind.OK, call.outcome().kind());
        assertEquals(1, call.ends());
      }
    } finally {
      calls.forEach(RunningCall::awaitAnyEnd);
      calls.forEach(RunningCall::close);
    }
  }
}
