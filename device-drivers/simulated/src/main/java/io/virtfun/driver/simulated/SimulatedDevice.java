package io.virtfun.driver.simulated;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.functions.FunctionSpec;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs its functions on worker threads, and some calls badly.
 *
 * <p><b>Thread:</b> any.
 */
final class SimulatedDevice implements Device {
  private static final long HANG_LOOK_NANOS = 200_000;

  private final int slots;
  private final SimulatedOptions options;
  private final AtomicLong calls = new AtomicLong();
  private final List<DeviceFunction> functions =
      List.of(faulty(Spin.SPEC, Spin::run), faulty(Sha256.SPEC, Sha256::run));

  SimulatedDevice(int slots, SimulatedOptions options) {
    this.slots = slots;
    this.options = options;
  }

  private DeviceFunction faulty(FunctionSpec spec, Kernel kernel) {
    return Synchronous.worker(spec, call -> run(kernel, call));
  }

  private Outcome run(Kernel kernel, Invocation call) {
    return switch (options.faultOf(calls.getAndIncrement())) {
      case NONE -> kernel.run(call);
      case FAIL -> Outcome.deviceFailed();
      case HANG -> hang(call);
      case LIE -> lie(call, kernel.run(call));
    };
  }

  private static Outcome hang(Invocation call) {
    while (!call.cancellation().isRequested()) {
      LockSupport.parkNanos(HANG_LOOK_NANOS);
    }
    return Outcome.stopped();
  }

  private static Outcome lie(Invocation call, Outcome truth) {
    if (truth.kind() == Outcome.Kind.OK && truth.value() > 0) {
      byte right = call.output().get(ValueLayout.JAVA_BYTE, 0);
      call.output().set(ValueLayout.JAVA_BYTE, 0, (byte) (right ^ 1));
    }
    return truth;
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public List<DeviceFunction> functions() {
    return functions;
  }

  /** Does nothing: every call frees what it took. */
  @Override
  public void close() {}
}
