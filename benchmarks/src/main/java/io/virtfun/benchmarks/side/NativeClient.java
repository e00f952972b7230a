package io.virtfun.benchmarks.side;

import io.virtfun.driver.software.SoftwareDriverProvider;
import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.Arguments;
import io.virtfun.functions.FunctionSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/** No offload at all: the software device's code, called in the caller's own process. */
final class NativeClient implements Client {
  private final Device device =
      new SoftwareDriverProvider().open(new DeviceConfig("native", 0, Map.of()));

  @Override
  public Caller prepare(Task task) {
    return device.functions().stream()
        .map(DeviceFunction.Synchronous.class::cast)
        .filter(function -> function.spec().name().equals(task.function()))
        .findFirst()
        .map(function -> new NativeCaller(function, task))
        .orElseThrow(() -> new IllegalArgumentException("function: " + task.function()));
  }

  @Override
  public void close() {
    device.close();
  }

  private static final class NativeCaller implements Caller {
    private final Arena memory = Arena.ofConfined();
    private final DeviceFunction.Kernel kernel;
    private final Invocation invocation;

    NativeCaller(DeviceFunction.Synchronous function, Task task) {
      kernel = function.kernel();
      FunctionSpec spec = function.spec();
      Arguments arguments = Arguments.of(spec, task.parameters());
      MemorySegment input = memory.allocate(task.inputBytes(), spec.alignmentBytes());
      input.copyFrom(MemorySegment.ofArray(task.input()));
      long room = spec.output().evaluate(task.inputBytes(), arguments);
      MemorySegment output = memory.allocate(room, spec.alignmentBytes());
      invocation = new Invocation(arguments, input.asReadOnly(), output);
    }

    private Outcome call() {
      Outcome outcome = kernel.run(invocation);
      if (outcome.kind() != Outcome.Kind.OK) {
        throw new IllegalStateException(invocation.arguments().function().name() + ": " + outcome);
      }
      return outcome;
    }

    @Override
    public byte[] once() {
      return invocation.output().asSlice(0, call().value()).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public void sequential(int calls, Duration pause, LongConsumer nanos) {
      for (int i = 0; i < calls; i++) {
        if (i > 0 && !pause.isZero()) {
          LockSupport.parkNanos(pause.toNanos());
        }
        long start = System.nanoTime();
        call();
        nanos.accept(System.nanoTime() - start);
      }
    }

    @Override
    public long pipelined(int inFlight, Duration duration) {
      long end = System.nanoTime() + duration.toNanos();
      long calls = 0;
      while (System.nanoTime() - end < 0) {
        call();
        calls++;
      }
      return calls;
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
