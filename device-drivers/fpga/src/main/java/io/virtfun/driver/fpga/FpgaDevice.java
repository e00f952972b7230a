package io.virtfun.driver.fpga;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.Asynchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Probe;
import java.util.Arrays;
import java.util.List;

/**
 * An accelerator as the broker sees it: as many calls at once as it has slots.
 *
 * <p><b>Thread:</b> any; calls end on the accelerator's thread.
 */
final class FpgaDevice implements Device {
  /** A call of some bytes takes a simulation milliseconds, and a board microseconds. */
  private static final long PATIENCE_MILLIS = 2000;

  private final Accelerator accelerator;
  private final int slots;
  private final int functionBits;
  private final long clockKilohertz;
  private final List<DeviceFunction> functions;
  private final Faults faults;

  /** What the registers of a device say. */
  private record Identity(int slots, int functions, long clockKilohertz) {}

  private FpgaDevice(Accelerator accelerator, int slots, Identity identity, Faults faults) {
    this.accelerator = accelerator;
    this.slots = slots;
    this.functionBits = identity.functions;
    this.clockKilohertz = identity.clockKilohertz;
    this.faults = faults;
    this.functions =
        Arrays.stream(FpgaFunction.values())
            .filter(function -> function.isIn(identity.functions))
            .map(this::asynchronous)
            .toList();
  }

  /**
   * Takes over a bus and the events that it signals.
   *
   * <p><b>Errors:</b> {@link BusException} where there is no device of this driver, or it has fewer
   * slots; bus and events are closed then.
   *
   * @param wantedSlots how many calls may run at once; 0: as many as the device has slots
   */
  static FpgaDevice open(String id, int wantedSlots, Bus bus, Events events, Faults faults)
      throws BusException {
    Identity identity;
    try {
      identity = identity(wantedSlots, bus);
    } catch (BusException | RuntimeException e) {
      bus.close();
      events.close();
      throw e;
    }
    return new FpgaDevice(
        Accelerator.start(id, bus, events),
        wantedSlots == 0 ? identity.slots : wantedSlots,
        identity,
        faults);
  }

  private static Identity identity(int wantedSlots, Bus bus) throws BusException {
    new DeviceControl(bus).requireIdentity();
    int slots = bus.read(Register.SLOTS);
    if (slots < Math.max(1, wantedSlots) || slots > Rings.ENTRIES) {
      throw new BusException(
          "register SLOTS: %d (expected: %d..%d)"
              .formatted(slots, Math.max(1, wantedSlots), Rings.ENTRIES));
    }
    return new Identity(
        slots, bus.read(Register.FUNCTIONS), Integer.toUnsignedLong(bus.read(Register.CLOCK_KHZ)));
  }

  private DeviceFunction asynchronous(FpgaFunction function) {
    return new Asynchronous(
        function.spec(),
        (invocation, completion) -> {
          PendingCall call =
              start(
                  function,
                  invocation,
                  (result, outputBytes, cycles) ->
                      completion.complete(
                          outcome(result, outputBytes).withDeviceCycles(Math.max(0, cycles))));
          invocation.cancellation().onRequest(() -> abort(call));
        });
  }

  private static Outcome outcome(Result result, long outputBytes) {
    return switch (result) {
      case OK -> Outcome.ok(outputBytes);
      case OUTPUT_TOO_SMALL -> Outcome.outputTooSmall(outputBytes);
      case ABORTED -> Outcome.stopped();
      case BAD_DESCRIPTOR, BAD_OPCODE, READ_FAULT, WRITE_FAULT, LOST, NONSENSE ->
          Outcome.deviceFailed();
    };
  }

  /** Starts a call whose end tells the device's cycles; {@link #abort} takes what this gives. */
  PendingCall start(FpgaFunction function, Invocation invocation, PendingCall.Listener listener) {
    PendingCall call =
        new PendingCall(function, invocation.input(), invocation.output(), faults.next(), listener);
    accelerator.submit(call);
    return call;
  }

  /** Has a call end soon, as {@link Result#ABORTED} unless it ends by itself before. */
  void abort(PendingCall call) {
    accelerator.abort(call);
  }

  /** Resets the device; the calls that it has end as {@link Result#LOST}. */
  void reset() {
    accelerator.reset();
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public Probe check() {
    return check(PATIENCE_MILLIS);
  }

  Probe check(long patienceMillis) {
    return Arrays.stream(FpgaFunction.values())
        .filter(each -> each.isIn(functionBits))
        .findFirst()
        .map(each -> new SelfTest(accelerator, each, patienceMillis).run())
        .orElseGet(() -> new Probe.Unavailable("it has no function of this driver"));
  }

  @Override
  public long clockKilohertz() {
    return clockKilohertz;
  }

  @Override
  public List<DeviceFunction> functions() {
    return functions;
  }

  @Override
  public void close() {
    accelerator.close();
  }
}
