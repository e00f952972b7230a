package io.virtfun.driver.opencl;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Probe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One opened OpenCL device: a context, a program, and a command queue for each slot. */
final class OpenClDevice implements Device {
  /** More command queues than this keep no device busier. */
  private static final int MOST_DEFAULT_SLOTS = 16;

  private final Opened opened;
  private final List<Slot> slots;
  private final List<DeviceFunction> functions;
  private final Submitter submitter;
  private final AtomicBoolean closed = new AtomicBoolean();

  private OpenClDevice(
      String id, Opened opened, List<Slot> slots, List<ClFunction> functions, FaultLog log) {
    this.opened = opened;
    this.slots = List.copyOf(slots);
    this.submitter = new Submitter(id, this.slots, log);
    this.functions = functions.stream().map(this::asynchronous).toList();
  }

  private DeviceFunction asynchronous(ClFunction function) {
    return new DeviceFunction.Asynchronous(
        function.spec(),
        (call, completion) -> submitter.start(new Slot.Job(function, call, completion)));
  }

  /** Opens a device with as many slots, or one per compute unit for 0. */
  static OpenClDevice open(String id, int slots, ClDevice device, Options options, FaultLog log)
      throws DeviceException {
    ClObjects objects = new ClObjects();
    Opened opened = null;
    List<Slot> made = new ArrayList<>();
    try {
      opened = opened(objects, device, options);
      List<ClFunction> functions = Program.functions(objects, opened.program());
      if (functions.isEmpty()) {
        throw new DeviceException(
            "options.program: " + options.program() + " has no kernels of a known function");
      }
      int count = slots == 0 ? Math.min(MOST_DEFAULT_SLOTS, device.computeUnits()) : slots;
      for (int i = 0; i < count; i++) {
        made.add(new Slot(opened, functions, log));
      }
      return new OpenClDevice(id, opened, made, functions, log);
    } catch (ClException | DeviceException e) {
      made.forEach(Slot::close);
      if (opened != null) {
        opened.close();
      }
      throw e instanceof DeviceException known
          ? known
          : new DeviceException(device.name() + ": " + e.getMessage(), e);
    }
  }

  private static Opened opened(ClObjects objects, ClDevice device, Options options)
      throws DeviceException {
    long context = objects.context(device);
    try {
      Path file = options.program();
      long program = program(objects, context, device, file);
      boolean copies = options.copies() || !device.sharesHostMemory();
      return new Opened(objects, device, context, program, copies, file != null);
    } catch (ClException | DeviceException e) {
      objects.releaseContext(context);
      throw e;
    }
  }

  private static long program(ClObjects objects, long context, ClDevice device, @Nullable Path file)
      throws DeviceException {
    if (file == null) {
      return Program.builtIn(objects, context, device);
    }
    try {
      return Program.ofFile(objects, context, device, file);
    } catch (IOException e) {
      throw new DeviceException("options.program: " + e, e);
    } catch (ClException e) {
      throw new DeviceException("options.program: " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public int slots() {
    return slots.size();
  }

  @Override
  public List<DeviceFunction> functions() {
    return functions;
  }

  /** Whether the runtime says that the device is there. */
  @Override
  public Probe check() {
    ClDevice device = opened.device();
    try {
      String fault = device.faultNow();
      return fault == null
          ? new Probe.Available(device.description())
          : new Probe.Unavailable(device.name() + ": " + fault);
    } catch (ClException e) {
      return new Probe.Unavailable(device.name() + ": " + e.getMessage());
    }
  }

  /** OpenCL objects that are not released. */
  int liveObjects() {
    return opened.objects().live();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      submitter.close();
      slots.forEach(Slot::close);
      opened.close();
    }
  }
}
