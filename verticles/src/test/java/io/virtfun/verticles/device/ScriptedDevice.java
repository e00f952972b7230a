package io.virtfun.verticles.device;

import io.virtfun.driver.spi.Device;
import io.virtfun.driver.spi.DeviceFunction;
import io.virtfun.driver.spi.DeviceFunction.AsyncKernel;
import io.virtfun.driver.spi.DeviceFunction.Asynchronous;
import io.virtfun.driver.spi.DeviceFunction.Kernel;
import io.virtfun.driver.spi.DeviceFunction.Synchronous;
import io.virtfun.driver.spi.Invocation;
import io.virtfun.driver.spi.Probe;
import io.virtfun.driver.spi.Verdict;
import io.virtfun.functions.FunctionSpec;
import io.virtfun.functions.SizeRule;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A device whose functions do what a test says. */
final class ScriptedDevice implements Device {
  /** Inputs up to this size run inline where a function is {@link #mixed}. */
  static final long INLINE_UP_TO_BYTES = 80;

  private final int slots;
  private final List<DeviceFunction> functions = new ArrayList<>();
  private @Nullable Callable<Probe> check;
  private @Nullable BiFunction<Invocation, MemorySegment, Verdict> judge;

  /** The threads that closed the device, one per closing. */
  final BlockingQueue<Thread> closings = new LinkedBlockingQueue<>();

  ScriptedDevice(int slots) {
    this.slots = slots;
  }

  static FunctionSpec spec(String name) {
    return new FunctionSpec(name, 1, "", true, 1, List.of(), SizeRule.any(), SizeRule.any());
  }

  ScriptedDevice inline(String name, Kernel kernel) {
    functions.add(Synchronous.inline(spec(name), kernel));
    return this;
  }

  ScriptedDevice worker(String name, Kernel kernel) {
    functions.add(Synchronous.worker(spec(name), kernel));
    return this;
  }

  ScriptedDevice mixed(String name, Kernel kernel) {
    functions.add(new Synchronous(spec(name), INLINE_UP_TO_BYTES, kernel));
    return this;
  }

  ScriptedDevice async(String name, AsyncKernel kernel) {
    functions.add(new Asynchronous(spec(name), kernel));
    return this;
  }

  /** Answers each check with the next of these; waits for it where there is none. */
  ScriptedDevice checked(BlockingQueue<Probe> answers) {
    return checked(answers::take);
  }

  /** Answers each check so. */
  ScriptedDevice checked(Callable<Probe> how) {
    check = how;
    return this;
  }

  /** Judges other devices' outputs so. */
  ScriptedDevice judging(BiFunction<Invocation, MemorySegment, Verdict> how) {
    judge = how;
    return this;
  }

  @Override
  public Verdict judge(Invocation own, MemorySegment output) {
    return judge == null ? Device.super.judge(own, output) : judge.apply(own, output);
  }

  @Override
  public Probe check() {
    try {
      return check == null ? Device.super.check() : check.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public List<DeviceFunction> functions() {
    return functions;
  }

  @Override
  public void close() {
    closings.add(Thread.currentThread());
  }
}
