package io.virtfun.broker.demo.task;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceConfig;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DriverProvider;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.Arguments;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.ServiceLoader;

/** Answers of the software device, without a broker. */
final class SoftwareAnswers implements AutoCloseable {
  private final Device device;

  SoftwareAnswers() throws DeviceException {
    device =
        ServiceLoader.load(DriverProvider.class)
            .findFirst()
            .orElseThrow()
            .open(new DeviceConfig("test", 1, Map.of()));
  }

  /** What the device answers, in memory of the arena. */
  MemorySegment answer(Task task, Exercise exercise, Arena arena) {
    DeviceFunction function =
        device.functions().stream()
            .filter(each -> each.spec().qualifiedName().equals(task.qualifiedName()))
            .findAny()
            .orElseThrow();
    Arguments arguments = Arguments.of(function.spec(), exercise.arguments());
    MemorySegment input = arena.allocate(exercise.input().byteSize(), 64);
    input.copyFrom(exercise.input());
    MemorySegment output = arena.allocate(exercise.outputCapacityBytes(), 64);
    if (arguments.firstInvalid() >= 0
        || !function.spec().input().admits(input.byteSize(), arguments)) {
      throw new AssertionError(task + " makes an exercise that the broker refuses");
    }
    Invocation invocation = new Invocation(arguments, input.asReadOnly(), output);
    Outcome outcome = ((DeviceFunction.Synchronous) function).kernel().run(invocation);
    if (outcome.kind() != Outcome.Kind.OK) {
      throw new AssertionError(task + ": " + outcome);
    }
    return output.asSlice(0, outcome.value());
  }

  @Override
  public void close() {
    device.close();
  }
}
