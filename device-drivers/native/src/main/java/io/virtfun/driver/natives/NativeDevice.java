package io.virtfun.driver.natives;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceException;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Outcome;
import io.virtfun.driver.spi.Probe;
import io.virtfun.functions.FunctionSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** A C library's functions, each slot in a process of its own. */
final class NativeDevice implements Device {
  private final List<Slot> slots;
  private final List<DeviceFunction> functions;
  private final FaultLog log;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Slots without a call, those with a process first. */
  private final BlockingDeque<Slot> free;

  private NativeDevice(List<Slot> slots, List<FunctionSpec> specs, FaultLog log) {
    this.slots = List.copyOf(slots);
    this.free = new LinkedBlockingDeque<>(slots);
    this.log = log;
    List<DeviceFunction> all = new ArrayList<>();
    for (int i = 0; i < specs.size(); i++) {
      int index = i;
      FunctionSpec spec = specs.get(i);
      all.add(DeviceFunction.Synchronous.worker(spec, call -> run(index, spec, call)));
    }
    this.functions = List.copyOf(all);
  }

  /** Starts a process for each slot and reads the library's table. */
  static NativeDevice open(String id, int slots, Options options, LongSupplier clock, FaultLog log)
      throws DeviceException {
    List<Slot> made = new ArrayList<>();
    try {
      for (int i = 0; i < slots; i++) {
        Slot slot = new Slot("virtfun-" + id + "-" + i, options, clock, log);
        made.add(slot);
        slot.start();
      }
      byte[] table = {};
      for (Slot slot : made) {
        table = slot.hello();
      }
      return new NativeDevice(made, FunctionTable.decode(table), log);
    } catch (IOException | IllegalArgumentException e) {
      close(made);
      throw new DeviceException("options.library: " + options.library() + ": " + e.getMessage(), e);
    }
  }

  private Outcome run(int function, FunctionSpec spec, Invocation call) {
    Slot slot = free.pollFirst();
    if (slot == null) {
      log.failed(spec.qualifiedName(), "no slot is free");
      return Outcome.deviceFailed();
    }
    try {
      return slot.run(function, spec, call);
    } finally {
      giveBack(slot);
    }
  }

  private void giveBack(Slot slot) {
    if (slot.isLive()) {
      free.addFirst(slot);
    } else {
      free.addLast(slot);
    }
  }

  /** Whether a process is there, or can be started again. */
  @Override
  public Probe check() {
    Slot slot = free.pollFirst();
    if (slot == null) {
      return new Probe.Available("all slots have calls");
    }
    try {
      return slot.check();
    } finally {
      giveBack(slot);
    }
  }

  /** Whether a runner has the call. */
  boolean isRunning(Invocation call) {
    return slots.stream().anyMatch(slot -> slot.isRunning(call));
  }

  /** The process ids of the runners. */
  List<Long> pids() {
    return slots.stream().map(Slot::pid).filter(pid -> pid != 0).toList();
  }

  @Override
  public int slots() {
    return slots.size();
  }

  @Override
  public List<DeviceFunction> functions() {
    return functions;
  }

  /** Ends the processes; calls in them end as failed. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    slots.forEach(Slot::stop);
    boolean interrupted = false;
    for (int left = slots.size(); left > 0; ) {
      try {
        free.takeFirst();
        left--;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    close(slots);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(List<Slot> slots) {
    for (Slot slot : slots) {
      try {
        slot.close();
      } catch (IOException e) {
        throw new IllegalStateException("memory of a slot cannot be closed", e);
      }
    }
  }
}
